"""Open-data collectors: one module per published source, each a pure parser from bytes to facts."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from collectors.open_data.contract import Context, Interface, Source, Watch


def _named(what: str) -> Iterator[Any]:
    for module in iter_modules(__path__):
        found = getattr(import_module(f"{__name__}.{module.name}"), what, None)
        if found is not None:
            yield found


SOURCES: tuple[Source, ...] = tuple(_named("SOURCE"))
"""Every source, by name: of each module of this package that has a `SOURCE`."""

WATCHES: tuple[Watch, ...] = tuple(_named("WATCH"))
"""Every register that ours is held against, by name: of each module of this package that has a `WATCH`."""

CONTEXTS: tuple[Context, ...] = tuple(_named("CONTEXT"))
"""Every interface that answers no indicator, by name: of each module of this package that has a `CONTEXT`."""

INTERFACES: dict[str, Interface] = {
    **{source.name: source.live for source in SOURCES if source.live},
    **{one.name: one for one in CONTEXTS},
    **{one.name: one for one in WATCHES},
}
"""Everything that can be read in a live form, by name."""


def source_named(name: str) -> Source | None:
    """Return the source of that name, or None."""
    return next((source for source in SOURCES if source.name == name), None)
