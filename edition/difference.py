"""What changed between two published databases: who moved, by how much, and which indicator did it.

A change of the framework, of a detector or of the evidence is reviewed by its effect on the table. Each reason
is the change of score if that one thing alone had changed, everything else being as in the old database. What they do
only together is the last reason, so that the reasons add up to the change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from edition.cells import Cell
from edition.framework_used import framework_used
from edition.panel import arrange
from edition.reader import current_edition, rows
from models import Message
from scoring.aggregate import score_panel
from scoring.panel import Column, Panel
from scoring.rounding import out_of_100

WEIGHTS = "dimension weights"
RULES = "rules of the scope"
TOGETHER = "together"


LEAST_REST = 0.0005
"""A rest of less than this, 0-1, is no reason of its own: it does not show at one decimal."""

OLDEST = 2
"""The oldest schema of a published database that can still be compared."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that changed: an indicator's code (or the weights), its effect on the score 0-1, and what changed."""

    code: str
    effect: float
    what: Message


@dataclass(frozen=True, slots=True)
class Change:
    """How one council differs between the databases; None where it has no score or no rank there.

    before, after: published score 0-100. rank_before, rank_after: within type. reasons: largest effect first.
    """

    authority: str
    slug: str
    type: str
    before: float | None
    after: float | None
    rank_before: int | None
    rank_after: int | None
    reasons: tuple[Reason, ...]


def differences(old: sqlite3.Connection, new: sqlite3.Connection) -> tuple[Change, ...]:
    """Return the councils whose published score, rank or cells differ, largest change of score first.

    Councils that are in only one of the databases are listed too. Raises FrameworkError if a stored framework
    can no longer be read.
    """
    was, now = _scores(old), _scores(new)
    reasons = _reasons(_panel(old), _panel(new))
    changes = [
        _change(code, was.get(code), now.get(code), reasons.get(code, ())) for code in sorted(was.keys() | now.keys())
    ]
    moved = [c for c in changes if (c.before, c.rank_before) != (c.after, c.rank_after) or c.reasons]
    return tuple(sorted(moved, key=lambda c: (-abs((c.after or 0) - (c.before or 0)), c.authority)))


def _scores(connection: sqlite3.Connection) -> dict[str, sqlite3.Row]:
    edition = current_edition(connection)["edition"]
    return {row["authority"]: row for row in rows(connection, "SELECT * FROM scores WHERE edition = ?", edition)}


def _change(code: str, was: sqlite3.Row | None, now: sqlite3.Row | None, reasons: tuple[Reason, ...]) -> Change:
    either = now if now is not None else was
    assert either is not None
    return Change(
        code,
        either["slug"],
        either["type"],
        _score(was),
        _score(now),
        _rank(was),
        _rank(now),
        reasons,
    )


def _score(row: sqlite3.Row | None) -> float | None:
    return out_of_100(row["score"]) if row is not None and row["ranked"] else None


def _rank(row: sqlite3.Row | None) -> int | None:
    return None if row is None else row["rank_middle" if "rank_middle" in row.keys() else "rank"]  # noqa: SIM118 - Row


def _panel(connection: sqlite3.Connection) -> Panel:
    """Return the panel that the current edition of a database was scored from: marks seen, and those put in.

    What was put in has no confidence; before framework 0.3.0 nothing was.
    """
    edition = current_edition(connection)
    framework = framework_used(connection, edition["framework_version"])
    councils = rows(connection, "SELECT authority, type FROM scores WHERE edition = ? ORDER BY 1", edition["edition"])
    types = {row["authority"]: row["type"] for row in councils}
    found = rows(connection, "SELECT * FROM cells WHERE edition = ?", edition["edition"])
    panel = arrange(framework, framework.scope(edition["scope"]).rules, types, [_cell(row) for row in found])
    row_of = {code: i for i, code in enumerate(panel.authorities)}
    column_of = {column.code: j for j, column in enumerate(panel.columns)}
    for row in found:
        put_in = row["put_in"] if "put_in" in row.keys() else None  # noqa: SIM118 - sqlite3.Row
        y = row["y"] if row["state"] == "observed" else put_in
        if y is not None:
            panel.y[row_of[row["authority"]], column_of[row["indicator"]]] = y
    return panel


def _cell(row: sqlite3.Row) -> Cell:
    names = ("authority", "indicator", "state", "value", "denominator", "confidence")
    return Cell(**{name: row[name] for name in names})


def _reasons(old: Panel, new: Panel) -> dict[str, tuple[Reason, ...]]:
    """Return authority -> reasons, over the authorities that both panels have."""
    both = [code for code in old.authorities if code in set(new.authorities)]
    before, after = _aligned(old, both, old, new), _aligned(new, both, old, new)
    base = score_panel(before).score
    found: dict[str, list[Reason]] = {code: [] for code in both}
    for what, changed, cells in _one_at_a_time(before, after):
        effect = score_panel(changed).score - base
        for i, code in enumerate(both):
            changed_here = cells(i)
            if changed_here and not np.isnan(effect[i]) and abs(effect[i]) > 1e-12:
                found[code].append(Reason(what, float(effect[i]), changed_here))
    total = score_panel(after).score - base
    return {code: _complete(found[code], float(total[i])) for i, code in enumerate(both)}


def _complete(reasons: list[Reason], total: float) -> tuple[Reason, ...]:
    """Return the reasons, largest first, and last what several do only together: one alone in a dimension moves all of
    it."""
    ordered = sorted(reasons, key=lambda one: (-abs(one.effect), one.code))
    rest = total - sum(one.effect for one in reasons)
    if len(reasons) > 1 and abs(rest) > LEAST_REST:
        ordered.append(Reason(TOGETHER, rest, Message("change.together")))
    return tuple(ordered)


def _aligned(panel: Panel, authorities: list[str], old: Panel, new: Panel) -> Panel:
    """Return the panel over these authorities and what either panel asks; what this one lacks does not apply."""
    row_of = {code: i for i, code in enumerate(panel.authorities)}
    take = [row_of[code] for code in authorities]
    own = {column.code: j for j, column in enumerate(panel.columns)}
    other = {column.code: column for column in (*new.columns, *old.columns)}
    codes = sorted(other)
    columns = tuple(panel.columns[own[code]] if code in own else other[code] for code in codes)
    dimensions = tuple(sorted({*old.dimensions, *new.dimensions}))

    def wide(values: np.ndarray, absent: float | bool) -> np.ndarray:
        blank = np.full(len(take), absent)
        return np.stack([values[take, own[code]] if code in own else blank for code in codes], axis=1)

    weights = np.zeros((len(take), len(dimensions)))
    for d, dimension in enumerate(dimensions):
        source = panel if dimension in panel.dimensions else (new if panel is old else old)
        at = source.dimensions.index(dimension)
        places = {code: i for i, code in enumerate(source.authorities)}
        weights[:, d] = source.dimension_weights[[places[code] for code in authorities], at]
    return Panel(
        tuple(authorities), tuple(panel.groups[i] for i in take), columns, dimensions, weights, wide(panel.raw, np.nan),
        wide(panel.y, np.nan), wide(panel.applicable, False), wide(panel.confidence, np.nan),
        wide(panel.denominator, np.nan), panel.rules,
    )  # fmt: skip


def _one_at_a_time(before: Panel, after: Panel) -> Iterator[tuple[str, Panel, _What | _Said]]:
    for j, (was, now) in enumerate(zip(before.columns, after.columns, strict=True)):
        if was != now or not _same(before, after, j).all():
            columns = (*before.columns[:j], now, *before.columns[j + 1 :])
            swapped = replace(
                before,
                columns=columns,
                raw=_swapped(before.raw, after.raw, j),
                y=_swapped(before.y, after.y, j),
                applicable=_swapped(before.applicable, after.applicable, j),
                confidence=_swapped(before.confidence, after.confidence, j),
                denominator=_swapped(before.denominator, after.denominator, j),
            )
            yield was.code, swapped, _What(before, after, j)
    if not np.array_equal(before.dimension_weights, after.dimension_weights):
        yield (
            WEIGHTS,
            replace(before, dimension_weights=after.dimension_weights),
            _Said(Message("change.weights")),
        )
    if before.rules != after.rules:
        yield RULES, replace(before, rules=after.rules), _Said(Message("change.rules"))


def _same(before: Panel, after: Panel, j: int) -> np.ndarray:
    equal = (before.y[:, j] == after.y[:, j]) | (np.isnan(before.y[:, j]) & np.isnan(after.y[:, j]))
    same: np.ndarray = equal & (before.applicable[:, j] == after.applicable[:, j])
    return same


def _swapped(old: np.ndarray, new: np.ndarray, j: int) -> np.ndarray:
    out = old.copy()
    out[:, j] = new[:, j]
    return out


@dataclass(frozen=True, slots=True)
class _Said:
    """The same for every council."""

    what: Message

    def __call__(self, i: int) -> Message:
        return self.what


@dataclass(frozen=True, slots=True)
class _What:
    """What happened to one indicator at the i-th council."""

    before: Panel
    after: Panel
    j: int

    def __call__(self, i: int) -> Message | None:
        was, now = _said_of(self.before, i, self.j), _said_of(self.after, i, self.j)
        if was != now:
            return Message("change.cell", {"was": was, "now": now})
        return _reweighed(self.before.columns[self.j], self.after.columns[self.j])


def _said_of(panel: Panel, i: int, j: int) -> Message:
    if not panel.applicable[i, j]:
        return Message("change.not_applicable")
    if np.isnan(panel.y[i, j]):
        return Message("change.missing")
    points = 100 * float(panel.y[i, j])
    if np.isnan(panel.confidence[i, j]):
        return Message("change.put_in", {"points": points})
    return Message("change.points", {"points": points})


def _reweighed(was: Column, now: Column) -> Message | None:
    """Return how the weight changed, None if it did not."""
    return Message("change.weight", {"was": was.weight, "now": now.weight}) if was.weight != now.weight else None
