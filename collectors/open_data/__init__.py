"""Open-data collectors: one module per published source, each a pure parser from bytes to facts."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from collectors.open_data.contract import Source


def _sources() -> Iterator[Source]:
    for module in iter_modules(__path__):
        found = getattr(import_module(f"{__name__}.{module.name}"), "SOURCE", None)
        if found is not None:
            yield found


SOURCES: tuple[Source, ...] = tuple(_sources())
"""Every source, by name: of each module of this package that has a `SOURCE`."""


def source_named(name: str) -> Source | None:
    """Return the source of that name, or None."""
    return next((source for source in SOURCES if source.name == name), None)
