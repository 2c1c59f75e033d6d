"""How long to wait and where not to go: robots, pace, back-off, and one run at a time."""
