"""A number of things in English, for what is printed and for what errors say. Standard library imports only."""


def plural(count: int, singular: str, several: str | None = None) -> str:
    """Return "1 council" or "3,000 councils". several: where it is not the singular with an s."""
    return f"{count:,} {singular if count == 1 else several or singular + 's'}"
