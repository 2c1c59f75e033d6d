"""A simulated internet for tests: councils, suppliers and every fault a crawler meets. See README.md."""
