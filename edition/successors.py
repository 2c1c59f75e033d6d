"""Councils that are not there yet: who makes them up, and the labelled average of these. Pure.

Never ranked, and no rank is inherited. Source: scoring method, section 15.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from edition.rows import Row, number
from edition.score import Scored
from models import Authority, AuthorityType, Message
from register.authorities import Register
from scoring.aggregate import Scores
from scoring.framework import Framework
from scoring.panel import Panel
from scoring.reorganisation import Successor, backcast


@dataclass(frozen=True, slots=True)
class Heir:
    """A council that did not exist on an edition's date.

    code: its ONS code, or its slug while it has none. start: the day it takes over. members: the councils of the
    edition's date that it follows.
    """

    code: str
    name: str
    type: AuthorityType
    start: date
    members: tuple[Authority, ...]

    @property
    def label(self) -> Message:
        """What every figure about it must say."""
        return Message("figure.average_before", {"day": self.start})


def heirs_of_the_past(register: Register, authorities: Iterable[Authority], as_of: date) -> tuple[Heir, ...]:
    """Return today's councils that had not begun on that day, each with the councils of that day that it replaced."""
    ended = {one.code for one in register.abolished}
    alive = [one for one in authorities if one.code in ended]
    found = []
    for one in register.authorities:
        members = tuple(other for other in alive if one.slug in other.successors)
        if one.start is not None and one.start > as_of and members:
            found.append(Heir(one.code, one.name, one.type, one.start, members))
    return tuple(found)


def heirs_to_come(register: Register, authorities: Iterable[Authority], as_of: date) -> tuple[Heir, ...]:
    """Return the councils announced for after that day, by name, each with the councils that will make it up."""
    coming = [one for one in register.relations if one.relation == "successor" and one.on_date > as_of]
    by_code = {one.code: one for one in authorities}
    names = sorted({(one.other_name, one.other_slug, one.other_type, one.on_date) for one in coming})
    return tuple(
        Heir(slug, name, kind, day, tuple(
            by_code[one.authority] for one in coming if one.other_slug == slug and one.authority in by_code
        ))
        for name, slug, kind, day in names
    )  # fmt: skip


def constituent(framework: Framework, panel: Panel, heir: Heir) -> tuple[np.ndarray, Scores]:
    """Return the averaged y (m) of an heir, nan missing or not applicable, and its score (one row).

    A county that is split lends its values to each successor; it counts with the people of the successor's own
    districts, because the others live elsewhere.
    """
    place = {code: i for i, code in enumerate(panel.authorities)}
    people = np.zeros(len(panel.authorities))
    for code, count in _people(heir).items():
        people[place[code]] = count
    asked = {one.code for one in framework.indicators if heir.type.value in one.applies_to}
    weights = {one.code: one.weights[heir.type.value] for one in framework.dimensions}
    successor = Successor(
        heir.code, tuple(place[one.code] for one in heir.members),
        np.array([column.code in asked for column in panel.columns], dtype=bool),
        np.array([weights[code] for code in panel.dimensions], dtype=float),
    )  # fmt: skip
    return backcast(panel, people, successor)


def people_covered(framework: Framework, panel: Panel, heir: Heir) -> tuple[np.ndarray, float]:
    """Return the share of the people asked for whom each indicator (m) was observed, and the coverage made of them.

    An average stands as soon as half of the people are covered; its coverage must not read as if all were. It is
    the weighted mean of the shares, which is what the index makes of them with an arithmetic mean.
    """
    seen = np.where(panel.applicable, (~np.isnan(panel.y)).astype(float), np.nan)
    certain = np.where(panel.applicable, 1.0, np.nan)
    rules = replace(panel.rules, p=1.0)
    shares, scores = constituent(framework, replace(panel, y=seen, confidence=certain, rules=rules), heir)
    return shares, float(np.nan_to_num(scores.score[0]))


def _people(heir: Heir) -> dict[str, float]:
    below = sum(one.population or 0 for one in heir.members if one.type is not AuthorityType.COUNTY)
    return {
        one.code: float(below if one.type is AuthorityType.COUNTY and below else one.population or 0)
        for one in heir.members
    }


def successor_rows(framework: Framework, scored: Scored, heirs: Sequence[Heir]) -> Iterator[Row]:
    """Yield the `successors` rows of one edition."""
    for heir in heirs:
        y, scores = constituent(framework, scored.published.imputed.panel, heir)
        shares, coverage = people_covered(framework, scored.panel, heir)
        people = _people(heir)
        yield {
            "edition": scored.edition.code, "successor": heir.code, "name": heir.name,
            "vesting_on": heir.start.isoformat(), "score": number(scores.score[0]),
            "coverage": coverage, "label": heir.label.json(),
            "members": json.dumps([
                {"authority": one.code, "slug": one.slug, "name": one.name, "type": one.type.value,
                 "people_counted": int(people[one.code])} for one in heir.members
            ], sort_keys=True),
            "detail": json.dumps(_detail(scored.panel, y, shares, scores), sort_keys=True),
        }  # fmt: skip


def _detail(panel: Panel, y: np.ndarray, shares: np.ndarray, scores: Scores) -> dict[str, object]:
    return {
        "dimensions": [
            {"dimension": code, "score": number(scores.dimension_score[0, d])}
            for d, code in enumerate(panel.dimensions) if not np.isnan(scores.dimension_coverage[0, d])
        ],
        "indicators": [
            {"indicator": column.code, "y": number(y[j]), "people_share": number(shares[j])}
            for j, column in enumerate(panel.columns) if not np.isnan(shares[j])
        ],
    }  # fmt: skip
