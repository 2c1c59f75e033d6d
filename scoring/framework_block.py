"""One table of data/framework.toml, read strictly: every field is asked for, and what is left over is refused."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from errors import FrameworkError
from scoring.framework import TYPE_SETS, TYPES


def _listing(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


class Block:
    """One table of the file, whose fields are taken one by one; what is left over is refused."""

    def __init__(self, entry: str, table: Any):
        if not isinstance(table, dict):
            raise FrameworkError(entry, "(whole entry)", f"expected a table, found {type(table).__name__}")
        self.entry, self.left = entry, dict(table)

    def fail(self, field: str, message: str) -> FrameworkError:
        """Return the error to raise about one field."""
        return FrameworkError(self.entry, field, message)

    def take(self, field: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        """Return the field's value, removed from what is left."""
        wanted = kind.__name__ if isinstance(kind, type) else " or ".join(k.__name__ for k in kind)
        if field not in self.left:
            if default is ...:
                raise self.fail(field, f"is missing, expected {wanted}")
            return default
        value = self.left.pop(field)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fail(field, f"expected {wanted}, found {value!r}")
        return value

    def text(self, field: str, default: Any = ...) -> str:
        """Return a text that must not be empty (unless a default is given)."""
        value: str = self.take(field, str, default)
        if default is ... and not value.strip():
            raise self.fail(field, "must not be empty")
        return value.strip()

    def number(self, field: str, low: float, high: float, default: Any = ...) -> Any:
        """Return a finite number within low..high."""
        value = self.take(field, (int, float), default)
        if value is not default and not low <= value <= high:
            raise self.fail(field, f"expected a number from {low:g} to {high:g}, found {value!r}")
        return value

    def whole(self, field: str, low: int, high: int, default: Any = ...) -> int:
        """Return a whole number within low..high."""
        value: int = self.number(field, low, high, default)
        if type(value) is not int:
            raise self.fail(field, f"expected a whole number, found {value!r}")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """Return a list of texts; () where the field is not there."""
        values = self.take(field, list, [])
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.fail(field, f"expected a list of texts, found {value!r}")
        return tuple(values)

    def choice(self, field: str, allowed: Iterable[str], default: Any = ...) -> str:
        """Return a text that is one of `allowed`, or say which was probably meant."""
        allowed = tuple(allowed)
        value = self.text(field, default)
        if value not in allowed:
            near = get_close_matches(value, allowed, 1)
            hint = f'; did you mean "{near[0]}"?' if near else f"; expected one of {_listing(allowed)}"
            raise self.fail(field, f'unknown value "{value}"{hint}')
        return value

    def choices(self, field: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Return a list of texts, each one of `allowed`; () where the field is not there."""
        values = self.take(field, list, [])
        for value in values:
            if value not in allowed:
                near = get_close_matches(str(value), allowed, 1)
                hint = f'; did you mean "{near[0]}"?' if near else ""
                raise self.fail(field, f"unknown value {value!r}{hint}")
        return tuple(values)

    def types(self, field: str) -> tuple[str, ...]:
        """Return the council types named by the field, in the canonical order."""
        names = self.take(field, (str, list))
        names = [names] if isinstance(names, str) else names
        found: set[str] = set()
        for name in names:
            if not isinstance(name, str) or (name not in TYPE_SETS and name not in TYPES):
                raise self.fail(field, f"unknown council type {name!r}; expected {_listing((*TYPE_SETS, *TYPES))}")
            found.update(TYPE_SETS.get(name, (name,)))
        if not found:
            raise self.fail(field, "must name at least one council type")
        return tuple(kind for kind in TYPES if kind in found)

    def done(self) -> None:
        """Refuse fields that nobody asked for: a misspelt field must not be silently ignored."""
        for field in self.left:
            raise self.fail(field, f"is not a field of this entry, found {self.left[field]!r}")
