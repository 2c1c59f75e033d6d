"""Web archives (WARC, ISO 28500): their records read as evidence, and a crawl's evidence written as an archive."""
