"""Who: the authorities, their types, services and duties, and from a postcode to its councils."""
