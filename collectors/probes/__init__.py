"""Probes: what a council's names (DNS), certificates (TLS) and headers say, asked directly and kept as findings."""
