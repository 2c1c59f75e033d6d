"""What would move a council most, in words: scores after, places gained, and for whom there is no place what gives one.

Pure. Every figure is what would be published if nobody else's marks changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edition.reader import Record
from scoring.rounding import out_of_100
from web.pages import words
from web.pages.standing import Standing
from web.words import format as fmt


@dataclass(frozen=True, slots=True)
class Step:
    """One change in words. code: of its indicator. raw_kind: `improve` or `evidence`; kind: the same in words. note:
    not seen, or when it was and how sure that is. put_in: the part of the gain that comes from what is put in for other
    marks, '' if none. chance: of a better place, 0-1."""

    code: str
    name: str
    improve: str
    raw_kind: str
    kind: str
    note: str
    gain: str
    put_in: str
    after: str
    places: str
    chance: float | None


@dataclass(frozen=True, slots=True)
class WayIn:
    """One set of checks that would give a council a place: their sources, and where it would then likely stand."""

    sources: list[Record]
    coverage: float
    place: str
    score: str


@dataclass(frozen=True, slots=True)
class Plan:
    """ways_in: for a council without a place, the checks that would give it one. single: changes, largest gain first;
    routes as (where to, steps); what could be lost. fresh: the range of its place if all its evidence were of today."""

    ways_in: list[WayIn]
    single: list[Step]
    routes: list[tuple[str, list[Step]]]
    losses: list[Step]
    fresh: str

    @property
    def mixed(self) -> bool:
        """Return whether what is put in for other marks is part of any single gain."""
        return any(step.put_in for step in self.single)


LOOK_AGAIN = 0.6
"""A mark of less confidence than this should be looked at again before money is spent on it."""


def planner(gains: Sequence[Record], ways: Sequence[Record], row: Record, standing: Standing) -> Plan | None:
    """Return the plan made of a council's rows of `gains` and `ways_in`, None if it has none.

    Routes that are the same are one. A council without a place is told what to do and what gives it a place, but no
    score; what it would gain by a mark that could not be seen is left to the checks.
    """
    if not gains and not ways:
        return None
    by_route: dict[str, list[Step]] = {}
    for gain in gains:
        if standing.ranked or gain["kind"] != "evidence":
            by_route.setdefault(gain["route"], []).append(_step(gain, row["rank_middle"]))
    single, losses = by_route.pop("single", []), by_route.pop("loss", [])
    fresh = fmt.rank_text(row["fresh_low"], row["fresh_high"], row["rank_of"]) if standing.ranked else ""
    return Plan(_ways_in(ways), single, _merged(by_route), losses if standing.ranked else [], fresh)


def _ways_in(ways: Sequence[Record]) -> list[WayIn]:
    found: dict[int, list[Record]] = {}
    for row in ways:
        found.setdefault(row["way"], []).append(row)
    return [
        WayIn(
            checks, checks[0]["coverage"],
            fmt.rank_text(checks[0]["interval_low"], checks[0]["interval_high"], checks[0]["interval_of"]),
            fmt.between(checks[0]["score_low"], checks[0]["score_high"]),
        )
        for checks in found.values()
    ]  # fmt: skip


def _merged(by_route: Mapping[str, list[Step]]) -> list[tuple[str, list[Step]]]:
    ways: list[tuple[str, list[Step]]] = []
    for route in sorted(by_route):
        same = next((n for n, (_, steps) in enumerate(ways) if steps == by_route[route]), None)
        if same is None:
            ways.append((f"the {route}", by_route[route]))
        else:
            ways[same] = (f"{ways[same][0]} and the {route}", ways[same][1])
    return ways


def _step(gain: Record, rank: int | None) -> Step:
    evidence = gain["kind"] == "evidence"
    return Step(
        code=gain["indicator"],
        name=gain["name"],
        improve="" if evidence else gain["improve"] or "",
        raw_kind=gain["kind"],
        kind=words.gain(gain["kind"]),
        note=_note(gain),
        gain="" if gain["delta"] is None else fmt.signed(gain["delta"]),
        put_in=_put_in(gain),
        after="" if gain["new_score"] is None else fmt.score_text(gain["new_score"]),
        places=places(rank, gain["new_rank"]),
        chance=gain["p_improves"],
    )


def _note(gain: Record) -> str:
    if gain["kind"] == "evidence":
        return words.gain("evidence")
    if gain["observed_on"] is None or gain["route"] != "single":
        return ""
    seen = f"Seen {fmt.long_date(gain['observed_on'])}"
    if gain["confidence"] is not None and gain["confidence"] < LOOK_AGAIN:
        return f"{seen}; the chance that it still holds is {fmt.percent(gain['confidence'])}, so look again first"
    return seen


def _put_in(gain: Record) -> str:
    if gain["delta"] is None or gain["held"] is None:
        return ""
    counted = gain["delta"] - gain["held"]
    return fmt.signed(counted) if out_of_100(counted) else ""


def places(rank: int | None, new_rank: int | None) -> str:
    """Return how many places a change would gain: never a place itself, which rivals decide too; '' without a place."""
    if rank is None or new_rank is None:
        return ""
    if new_rank < rank:
        return f"{fmt.plural(rank - new_rank, 'place')} higher"
    return f"{fmt.plural(new_rank - rank, 'place')} lower" if new_rank > rank else "the same place"
