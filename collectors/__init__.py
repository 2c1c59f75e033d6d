"""What touches the network and others' files: `crawl/` reads council websites, `open_data/` published sources."""
