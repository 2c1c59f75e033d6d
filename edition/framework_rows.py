"""The rows of published.db that describe the framework itself. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from edition.rows import effective_weights, stored
from edition.score import Scored
from models import Message
from scoring.core import core_codes
from scoring.framework import Framework, Indicator, Scope
from scoring.normalise import clipped

Row = dict[str, Any]


def dimension_rows(framework: Framework, scored: Scored) -> Iterator[Row]:
    """Yield the `dimensions` rows; why_not is empty for a dimension that the edition covers."""
    covered = set(scored.panel.dimensions)
    for position, dimension in enumerate(framework.dimensions):
        inside = dimension.code in covered
        yield {
            "dimension": dimension.code,
            "name": dimension.name,
            "headline": dimension.headline,
            "position": position,
            "in_scope": int(inside),
            "summary": dimension.summary,
            "why_not": stored(None if inside else Message("dimension.not_covered")),
        }


def weight_rows(framework: Framework, scored: Scored) -> Iterator[Row]:
    """Yield the `dimension_weights` rows: nominal 0-1 and the share used in this scope (NULL if none applies)."""
    used = effective_weights(framework, scored)
    for dimension in framework.dimensions:
        for kind, weight in dimension.weights.items():
            yield {
                "dimension": dimension.code,
                "type": kind,
                "weight": weight / 100,
                "effective": used.get((dimension.code, kind)),
            }


def indicator_rows(framework: Framework, scored: Scored, sources: Mapping[str, str]) -> Iterator[Row]:
    """Yield the `indicators` rows: the scored ones of the scope, then the facts shown and not scored.

    sources: measure -> name of the source that emits it.
    """
    core = set(core_codes(scored.panel))
    columns = {column.code: j for j, column in enumerate(scored.panel.columns)}
    scope = framework.scope(scored.edition.scope)
    position = 0
    for indicator in framework.indicators_in(scope):
        if indicator.code not in columns:
            continue
        low, high = clipped(scored.panel.raw[:, columns[indicator.code]], indicator.column)
        yield _scored_row(indicator, sources, position) | {
            "common_core": int(indicator.code in core),
            "clipped_low": low,
            "clipped_high": high,
        }
        position += 1
    for fact in framework.facts:
        yield {
            "indicator": fact.code,
            "name": fact.name,
            "question": "",
            "dimension": fact.dimension,
            "measure": fact.measure,
            "variant_of": fact.variant_of,
            "scored": 0,
            "weight": None,
            "kind": "fact",
            "unit": fact.unit,
            "worst": None,
            "best": None,
            "log": 0,
            "evidence_class": "open-data",
            "reliability": None,
            "half_life_days": None,
            "max_age_days": None,
            "source": sources.get(fact.measure, ""),
            "applies_to": " ".join(fact.applies_to),
            "rationale": fact.why_not,
            "rule": "",
            "citation": "",
            "goalpost_note": "",
            "common_core": 0,
            "improve": "",
            "effort": "",
            "effort_reason": "",
            "clipped_low": None,
            "clipped_high": None,
            "position": position,
        }
        position += 1


def _scored_row(indicator: Indicator, sources: Mapping[str, str], position: int) -> Row:
    return {
        "indicator": indicator.code,
        "name": indicator.name,
        "question": indicator.question,
        "dimension": indicator.dimension,
        "measure": indicator.measure,
        "variant_of": indicator.variant_of,
        "scored": 1,
        "weight": indicator.weight,
        "kind": indicator.kind,
        "unit": indicator.unit,
        "worst": indicator.worst,
        "best": indicator.best,
        "log": int(indicator.log),
        "evidence_class": indicator.evidence_class,
        "reliability": indicator.reliability,
        "half_life_days": indicator.half_life_days,
        "max_age_days": indicator.max_age_days,
        "source": sources.get(indicator.measure, ""),
        "applies_to": " ".join(indicator.applies_to),
        "rationale": indicator.rationale,
        "rule": indicator.rule,
        "citation": indicator.citation,
        "goalpost_note": indicator.goalpost_note,
        "improve": indicator.improve,
        "effort": indicator.effort,
        "effort_reason": indicator.effort_reason,
        "position": position,
    }


def question_states(framework: Framework, scope: Scope, scored: Collection[str] | None = None) -> dict[str, str]:
    """Return question code -> `scored`, `shown` or `not_measured` in this scope; a variant answers its question.

    scored: codes of the indicators that the edition scores; None stands for all of the scope.
    """
    inside = [one for one in framework.indicators_in(scope) if scored is None or one.code in scored]
    states = {question.code: "not_measured" for question in framework.questions}
    for records, state in ((framework.facts, "shown"), (inside, "scored")):
        for record in records:
            for code in (record.variant_of, record.code):
                if code in states:
                    states[code] = state
    return states


def question_rows(framework: Framework, scored: Scored) -> Iterator[Row]:
    """Yield the `questions` rows: the whole catalogue and what this edition can say of each."""
    scope, asked = framework.scope(scored.edition.scope), {column.code for column in scored.panel.columns}
    states = question_states(framework, scope, asked)
    # As long as nobody judged what only people can judge, it is that which is needed.
    gathered = (one for one in framework.indicators_in(scope) if one.evidence_class != "person")
    why = {one.code: Message("question.no_evidence") for one in gathered}
    why |= {one.code: Message("question.withheld", {"why": one.withheld}) for one in framework.withheld_in(scope)}
    for position, question in enumerate(framework.questions):
        state = states[question.code]
        needs = Message("question.needs", {"needs": question.needs})
        yield {
            "question": question.code,
            "name": question.name,
            "dimension": question.dimension,
            "state": state,
            "why": stored(why.get(question.code, needs) if state == "not_measured" else None),
            "position": position,
        }


def edition_row(
    framework: Framework, scored: Scored, code_version: str, current: bool, simulated: bool, partly: str = ""
) -> Row:  # fmt: skip
    """Return the `editions` row, with "N of M" counted from the edition's indicators against the whole catalogue.

    partly: what it leaves out besides what its scope does.
    """
    edition = scored.edition
    scope = framework.scope(edition.scope)
    codes = {column.code for column in scored.panel.columns}
    states = question_states(framework, scope, codes)
    return {
        "edition": edition.code,
        "title": edition.title,
        "as_of": edition.as_of.isoformat(),
        "scope": edition.scope,
        "status": edition.status,
        "framework_version": framework.version,
        "code_version": code_version,
        "simulated": int(simulated),
        "is_current": int(current),
        "indicators_scored": len(codes),
        "questions_answered": sum(state == "scored" for state in states.values()),
        "questions_total": len(states),
        "leaves_out": f"{partly}{scope.leaves_out}",
    }


def framework_rows(framework: Framework) -> Iterator[Row]:
    """Yield the one `framework` row: the whole text, so that a figure names its exact method."""
    yield {"version": framework.version, "text": framework.text, "sha256": framework.digest}


def summary_row(edition: str, key: str, value: Any, kind: str = "") -> Row:
    """Return one `summaries` row; value is anything JSON can say, keys sorted so that bytes repeat."""
    return {
        "edition": edition,
        "key": key,
        "type": kind,
        "value": json.dumps(value, sort_keys=True, ensure_ascii=False),
    }


def ladder_and_levels(framework: Framework, edition: str) -> Collection[Row]:
    """Return the ladder and the maturity levels as `summaries` rows, for the methodology page."""
    return (summary_row(edition, "ladder", framework.ladder), summary_row(edition, "maturity", framework.maturity))


def measurement_rows(edition: str, measurements: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the kept measurements as `summaries` rows, under the key `measured:NAME`."""
    for name, value in sorted(measurements.items()):
        yield summary_row(edition, f"measured:{name}", value)
