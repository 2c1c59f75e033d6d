"""A council's pages in a real browser that has no network of its own: all it shows comes by the crawl's fetcher."""
