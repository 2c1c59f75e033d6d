"""Made councils whose pages have known faults, opened in a browser: how right its measures are."""
