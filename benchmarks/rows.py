"""What a benchmark measured beside its budget, and how that is printed."""

from __future__ import annotations

from collections.abc import Iterable

Row = tuple[str, str, str, bool]
"""What was measured, the figure, the budget, and whether it is kept."""


def at_least(name: str, value: float, limit: float) -> Row:
    """Return the row of a figure that must not be below its limit."""
    return name, _figure(value), f">= {limit:g}", value >= limit


def at_most(name: str, value: float, limit: float) -> Row:
    """Return the row of a figure that must not be above its limit."""
    return name, _figure(value), f"<= {limit:g}", value <= limit


def table(rows: Iterable[Row]) -> str:
    """Return the rows as aligned text."""
    lines = (f"{name:34} {figure:>9}  {limit:>9}  {'' if kept else 'OVER'}" for name, figure, limit, kept in rows)
    return "\n".join(line.rstrip() for line in lines)


def _figure(value: float) -> str:
    return f"{value:.3g}" if value < 10 else f"{value:.0f}"
