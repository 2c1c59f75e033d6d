"""What a reply is: decided once (verdict.py), for the crawl and for the detectors. Pure: bytes and trees in."""
