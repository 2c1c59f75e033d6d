"""Documented services as their contracts describe them, faults included, on this machine alone."""
