"""One module for each verb of the command line: reads, calls, writes. Only here is everything put together."""
