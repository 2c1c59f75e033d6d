"""Numbers of things and ends of sentences in English, for what is printed and for errors. Imports nothing else."""


def plural(count: int, singular: str, several: str | None = None) -> str:
    """Return "1 council" or "3,000 councils". several: where it is not the singular with an s."""
    return f"{count:,} {singular if count == 1 else several or singular + 's'}"


def sentence(said: str) -> str:
    """Return what was said with a full stop, or with the mark that it ends in already."""
    return said if said.endswith((".", "?", "!")) else f"{said}."
