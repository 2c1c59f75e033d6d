"""From sources and websites to one edition: what the command `edition` plans, does, goes on with and sums up."""
