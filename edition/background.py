"""What an analysis needs beside the panel: context for peers, and what is known of the maturity gates. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from models import Authority, Service
from register.services import Duties, duty
from register.tables import Row as ContextRow
from scoring.analyse import Background
from scoring.checks_made import Checks
from scoring.framework import Framework
from scoring.maturity import level_rules
from scoring.peers import Context

VARIABLES = ("population", "density", "deprivation")
"""The context that chooses peers; age structure and rural share are not in the sources and are listed as absent."""


def background(
    framework: Framework,
    authorities: Sequence[Authority],
    context: Mapping[str, ContextRow],
    services: Sequence[Service],
    duties: Duties,
    ladder: Mapping[tuple[str, str], int] | None = None,
    gates: Mapping[tuple[str, str], bool] | None = None,
    checks: Checks | None = None,
) -> Background:
    """Return the background of an edition over these authorities.

    ladder: (authority, service) -> level 0-4 that was observed; gates: (authority, gate fact) -> true or
    false. What is not in them is unknown. Only services the council has the full duty for count. checks: source ->
    indicators that one look of it decides.
    """
    core = [service for service in services if service.core]
    must = tuple(gate for entry in framework.maturity for gate in entry.get("gates", ()))
    known, held = ladder or {}, gates or {}
    return Background(
        context=peer_context(authorities, context),
        rules=tuple(level_rules(framework.maturity, one.type.value) for one in authorities),
        ladder=tuple(
            {s.code: known.get((one.code, s.code)) for s in core if duty(duties, one, s)[0] == "full"}
            for one in authorities
        ),
        facts=tuple({gate: held.get((one.code, gate)) for gate in must} for one in authorities),
        fresh={indicator.code: indicator.reliability for indicator in framework.indicators},
        checks=checks or {},
        part_of={one.code: one.part_of for one in framework.indicators if one.part_of},
    )


def peer_context(authorities: Sequence[Authority], context: Mapping[str, ContextRow]) -> Context:
    """Return population, density and deprivation of each authority, nan where unknown.

    No type spans two nations, so the four nations' deprivation indices are never mixed within a class.
    """
    return context_of(
        [one.code for one in authorities],
        [one.type.value for one in authorities],
        [_values(one, context.get(one.code)) for one in authorities],
    )


def context_of(codes: Sequence[str], types: Sequence[str], values: Sequence[Sequence[float | None]]) -> Context:
    """Return the context of councils. values: of VARIABLES, None or nan where unknown."""
    known = np.array(values, dtype=float).reshape(-1, len(VARIABLES))
    return Context(codes=tuple(codes), classes=tuple(types), values=known, log=(True, True, False))


def _values(one: Authority, row: ContextRow | None) -> tuple[float, float, float]:
    people = float(one.population) if one.population else np.nan
    density = people / one.area_km2 if one.area_km2 else np.nan
    deprivation = row.optional("deprivation_score", float, "a number, or nothing") if row else None
    return people, density, np.nan if deprivation is None else deprivation
