"""What would move a council's score most, in words: scores after, and places gained if no rival moves. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pages import format as fmt
from pages.standing import Standing
from pages.words import GAINS


@dataclass(frozen=True, slots=True)
class Step:
    """One change: what it is, what can be done, its kind and gain in words, the chance of a better place 0-1."""

    name: str
    improve: str
    kind: str
    gain: str
    after: str
    places: str
    chance: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Single changes, largest gain first; routes as (where to, steps); what could be lost."""

    single: list[Step]
    routes: list[tuple[str, list[Step]]]
    losses: list[Step]


def planner(gains: Sequence[Mapping[str, Any]], row: Mapping[str, Any], standing: Standing) -> Plan | None:
    """Return the plan made of a council's rows of `gains`, None if it has none; routes that are the same are one."""
    if not gains:
        return None
    by_route: dict[str, list[Step]] = {}
    for gain in gains:
        by_route.setdefault(gain["route"], []).append(_step(gain, row["rank"] if standing.ranked else None))
    single, losses = by_route.pop("single", []), by_route.pop("loss", [])
    return Plan(single, _merged(by_route), losses)


def _merged(by_route: Mapping[str, list[Step]]) -> list[tuple[str, list[Step]]]:
    ways: list[tuple[str, list[Step]]] = []
    for route in sorted(by_route):
        same = next((n for n, (_, steps) in enumerate(ways) if steps == by_route[route]), None)
        if same is None:
            ways.append((f"the {route}", by_route[route]))
        else:
            ways[same] = (f"{ways[same][0]} and the {route}", ways[same][1])
    return ways


def _step(gain: Mapping[str, Any], rank: int | None) -> Step:
    evidence = gain["kind"] == "evidence"
    return Step(
        name=gain["name"],
        improve="" if evidence else gain["improve"] or "",
        kind=GAINS.get(gain["kind"], gain["kind"]),
        gain=f"+{fmt.score_text(gain['delta'])}",
        after=f"{gain['new_published']:.1f}",
        places=places(rank, gain["new_rank"]),
        chance=gain["p_improves"],
    )


def places(rank: int | None, new_rank: int | None) -> str:
    """Return how many places a change could gain: never a place itself, which rivals decide too."""
    if new_rank is None:
        return "still not ranked"
    if rank is None:
        return "enough to be ranked"
    return f"up to {fmt.plural(rank - new_rank, 'place')} higher" if new_rank < rank else "no place higher"
