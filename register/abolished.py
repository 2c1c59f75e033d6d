"""The councils that reorganisation ended, as the authorities they were: for history, never for today's table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from errors import RegisterError
from models import Authority

if TYPE_CHECKING:
    from register.authorities import Relation

HISTORY_FROM = date(2021, 4, 2)
"""Back-cast editions begin in 2021: a council that had ended by then is in none of them."""


def abolished_councils(authorities: Iterable[Authority], relations: Iterable[Relation]) -> tuple[Authority, ...]:
    """Return the councils that ended after history begins, by code; `end` is the day their successors began.

    `successors` are slugs of today's councils. Nation and region are those of the first successor. Raises
    RegisterError where two relations describe one council differently, or its code or population is unknown.
    """
    today = {one.code: one for one in authorities}
    grouped: dict[str, list[Relation]] = {}
    for one in relations:
        if one.relation == "predecessor" and one.on_date >= HISTORY_FROM:
            grouped.setdefault(one.other_code, []).append(one)
    return tuple(_authority(code, grouped[code], today) for code in sorted(grouped))


def _authority(code: str, relations: list[Relation], today: dict[str, Authority]) -> Authority:
    first = relations[0]
    if len({(one.other_name, one.other_type, one.other_population, one.on_date) for one in relations}) > 1:
        raise RegisterError(f'relations.csv: {code}: field "other_name": described differently under its successors')
    if not code or first.other_population is None:
        what = "other_population" if code else "other_code"
        raise RegisterError(f'relations.csv: {first.other_name}: field "{what}": is empty, expected a value')
    heirs = [today[one.authority] for one in relations if one.authority in today]
    if not heirs:
        raise RegisterError(f'relations.csv: {code}: field "authority": {first.authority} is not in authorities.csv')
    return Authority(
        code=code, slug=first.other_slug, name=first.other_name, short_name=first.other_name, type=first.other_type,
        nation=heirs[0].nation, region=heirs[0].region, parent=None, homepage="", population=first.other_population,
        area_km2=first.other_area_km2, start=first.other_start, end=first.on_date,
        successors=tuple(one.slug for one in heirs),
    )  # fmt: skip
