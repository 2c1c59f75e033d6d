"""Where a council stands on each service: the page, its call to action, the ladder level."""
