"""What touches the network and others' files: `crawl/` reads websites, `open_data/` sources, `probes/` ask hosts."""
