"""What a reply is, told from the words of its page: one rule for the crawl and for the detectors. Pure."""
