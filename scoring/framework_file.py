"""Reading data/framework.toml: strict, because a misspelt field must never silently change a mark.

A new indicator is one `[[indicator]]` block there and nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from hashlib import sha256
from typing import Any

from declared import Entry, about_field, each_once, or_near, parse_declared
from errors import FrameworkError
from models import Message
from scoring.framework import (
    CEILING,
    CLASSES,
    EFFORTS,
    KINDS,
    PROMISED,
    TYPE_SETS,
    TYPES,
    Dimension,
    Framework,
    Graded,
    Indicator,
    Question,
    Scope,
    ShownFact,
)
from scoring.panel import Rules
from scoring.rounding import whole_percent

FILE = "framework.toml"
MEASURED = "measured"
"""What stands for a reliability that is the precision of a detector."""
_BLOCKS = ("dimension", "questions", "indicator", "fact", "scope", "ladder", "maturity")
_FIGURES = ("version", "maturity_assessed_at", "draws", "seed", "sobol_samples", "hiding_repetitions")
_ROW = 'rows of ["code", "name"] or ["code", "name", "what it needs"]'
_CODE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def parse_framework(
    text: str, measures: Mapping[str, str] | None, grades: Mapping[str, Graded] | None = None
) -> Framework:
    """Return the framework that `text` (TOML) declares.

    measures: every measure some collector promises to emit, with its unit; None for a framework of the past, whose
    measures nobody may promise any more, and whose units are then ''. grades: detector -> how right it was,
    for indicators whose reliability is "measured"; without a grade an indicator is withheld.
    Raises FrameworkError naming entry and field: unknown measure, negative weight, equal goalposts,
    missing rationale, unknown dimension or type, weights that do not sum to 100, a code used twice.
    """
    top = parse_declared(text, FrameworkError, FILE)
    top.only(*_BLOCKS, *_FIGURES)
    if not re.fullmatch(r"\d+\.\d+\.\d+", top.text("version")):
        raise top.wrong("version", 'three numbers, as in "0.3.0"')
    # Every block has to be there: one without entries is said to be, by [].
    blocks = {name: top.entries(name, may_lack=name in top.fields) for name in _BLOCKS}
    dimensions = tuple(map(_dimension, blocks["dimension"]))
    _check_weights(dimensions)
    codes = tuple(one.code for one in dimensions)
    questions = _questions(blocks["questions"], codes)
    asked = tuple(question.code for question in questions)
    indicators = tuple(_indicator(one, codes, asked, measures, grades or {}) for one in blocks["indicator"])
    facts = tuple(_fact(one, codes, asked, measures) for one in blocks["fact"])
    _check_parts(indicators)
    scopes = tuple(_scope(one, codes) for one in blocks["scope"])
    for known in (blocks["dimension"], (*blocks["indicator"], *blocks["fact"]), blocks["scope"]):
        each_once(known, "code")
    return Framework(
        top.text("version"),
        text,
        sha256(text.encode()).hexdigest(),
        dimensions,
        questions,
        indicators,
        facts,
        scopes,
        ladder=_levels(blocks["ladder"], _rung),
        maturity=_levels(blocks["maturity"], lambda one: _stage(one, codes)),
        maturity_assessed_at=top.number("maturity_assessed_at", 0, 1),
        draws=top.whole("draws", 20, 1_000_000),
        seed=top.whole("seed", 0, 2**63 - 1),
        sobol_samples=top.whole("sobol_samples", 0, 100_000),
        hiding_repetitions=top.whole("hiding_repetitions", 1, 100_000, 200),
    )


def _coded(entry: Entry, kind: str) -> Entry:
    """Return an entry under its code, by which errors call it."""
    code = entry.text("code")
    if not _CODE.fullmatch(code):
        raise entry.wrong("code", "letters, digits and hyphens, since it is a part of addresses")
    return entry.called(f'{kind} "{code}"')


def _names(record: type, *without: str) -> list[str]:
    return [field.name for field in fields(record) if field.name not in without]


def _dimension(entry: Entry) -> Dimension:
    entry = _coded(entry, "dimension")
    entry.only(*_names(Dimension))
    weights = entry.table("weights")
    weights.only(*TYPES)
    return Dimension(
        entry.text("code"),
        entry.text("name"),
        entry.one_of("headline", ("resident", "foundations")),
        entry.text("summary"),
        {kind: float(weights.number(kind, 0, 100)) for kind in TYPES},
    )


def _check_weights(dimensions: tuple[Dimension, ...]) -> None:
    for kind in TYPES:
        total = sum(dimension.weights[kind] for dimension in dimensions)
        if abs(total - 100) > 1e-9:
            expected = "100, the sum over all dimensions"
            raise FrameworkError(about_field(FILE, "dimension weights", kind, round(total, 9), expected))


def _check_parts(indicators: tuple[Indicator, ...]) -> None:
    """A part is a yes or no that another indicator, a share k/n, counts among its n."""
    kinds = {one.code: one.kind for one in indicators}
    for one in indicators:
        if one.part_of and (one.kind, kinds.get(one.part_of)) != ("binary", "proportion"):
            expected = (
                f'a proportion, of which a binary indicator can be part; "{one.code}" is {one.kind}, '
                f'"{one.part_of}" is {kinds.get(one.part_of, "not declared")}'
            )
            raise FrameworkError(about_field(FILE, f'indicator "{one.code}"', "part_of", one.part_of, expected))


def _questions(entries: Iterable[Entry], dimensions: tuple[str, ...]) -> tuple[Question, ...]:
    found: dict[str, Question] = {}
    for table in entries:
        table.only("dimension", "needs", "list")
        dimension, needs, rows = table.one_of("dimension", dimensions), table.text("needs"), table.fields.get("list")
        entry = table.called(f'questions of "{dimension}"')
        if not isinstance(rows, list):
            raise entry.wrong("list", _ROW)
        for row in rows:
            if not (isinstance(row, list) and len(row) in (2, 3) and all(isinstance(one, str) and one for one in row)):
                raise entry.wrong("list", _ROW, row)
            if row[0] in found or not _CODE.fullmatch(row[0]):
                raise entry.wrong("list", "a code of letters and digits that no other question has", row[0])
            found[row[0]] = Question(row[0], row[1], dimension, row[2] if len(row) == 3 else needs)
    return tuple(found.values())


def _measure(entry: Entry, measures: Mapping[str, str] | None) -> tuple[str, str]:
    measure = entry.text("measure")
    if measures is None:
        return measure, ""
    if measure not in measures:
        raise entry.wrong("measure", f"a measure that a collector promises{or_near(measure, measures)}")
    return measure, measures[measure]


def _later_measure(entry: Entry, measures: Mapping[str, str] | None, evidence_class: str) -> tuple[str, str]:
    """Evidence that nobody gathers yet has no collector to promise it: the entry states the unit itself."""
    if evidence_class in PROMISED:
        return _measure(entry, measures)
    return entry.text("measure"), entry.text("unit")


def _reliability(entry: Entry, grades: Mapping[str, Graded]) -> tuple[float, str, Message | None]:
    """Return reliability, detector and why the indicator is withheld (None if it is not).

    A grade under the indicator's own code counts before that of the detector as a whole.
    """
    if entry.fields.get("reliability") != MEASURED:
        return float(entry.number("reliability", 0.01, 1)), "", None
    detector = entry.text("detector")
    grade = grades.get(entry.text("code")) or grades.get(detector)
    if grade is None or grade.precision is None:
        return 0.0, detector, Message("withheld.ungraded")
    if not grade.scored:
        right, floor = (whole_percent(share) for share in (grade.precision, grade.floor))
        return 0.0, detector, Message("withheld.imprecise", {"right": right, "floor": floor})
    return min(grade.precision, CEILING), detector, None


def _indicator(
    entry: Entry, dimensions: tuple[str, ...], asked: tuple[str, ...], measures: Mapping[str, str] | None,
    grades: Mapping[str, Graded],
) -> Indicator:  # fmt: skip
    entry = _coded(entry, "indicator")
    evidence_class = entry.one_of("evidence_class", CLASSES)
    # A unit that its collector states, and the detector of a reliability that is stated, would say nothing.
    idle = ["withheld", *(["unit"] if evidence_class in PROMISED else [])]
    idle += [] if entry.fields.get("reliability") == MEASURED else ["detector"]
    entry.only(*_names(Indicator, *idle), "weight_reason")
    measure, unit = _later_measure(entry, measures, evidence_class)
    reliability, detector, withheld = _reliability(entry, grades)
    kind = entry.one_of("kind", KINDS)
    worst, best = _goalposts(entry, kind)
    effort, effort_reason = _effort(entry)
    return Indicator(
        code=entry.text("code"),
        name=entry.text("name"),
        question=entry.text("question"),
        dimension=entry.one_of("dimension", dimensions),
        measure=measure,
        variant_of=entry.one_of("variant_of", (*asked, ""), ""),
        applies_to=_types(entry),
        weight=_weight(entry),
        kind=kind,
        unit=unit,
        worst=worst,
        best=best,
        log=entry.flag("log"),
        cap=entry.number("cap", 0, 1e12) if "cap" in entry.fields else None,
        evidence_class=evidence_class,
        reliability=reliability,
        half_life_days=entry.whole("half_life_days", 1, 36500),
        max_age_days=entry.whole("max_age_days", 1, 36500) if "max_age_days" in entry.fields else None,
        rationale=entry.text("rationale"),
        rule=entry.text("rule"),
        goalpost_note=entry.text("goalpost_note"),
        citation=entry.text("citation"),
        improve=entry.text("improve"),
        effort=effort,
        effort_reason=effort_reason,
        part_of=entry.text("part_of", ""),
        detector=detector,
        withheld=withheld,
        security=entry.flag("security"),
    )


def _types(entry: Entry) -> tuple[str, ...]:
    """Return the council types that an entry applies to, in the canonical order."""
    known, named = (*TYPE_SETS, *TYPES), entry.fields.get("applies_to")
    one = isinstance(named, str)
    names = (entry.one_of("applies_to", known),) if one else entry.texts("applies_to", known)
    found = {kind for name in names for kind in TYPE_SETS.get(name, (name,))}
    return tuple(kind for kind in TYPES if kind in found)


def _effort(entry: Entry) -> tuple[str, str]:
    """Return effort and reason, both '' in a framework of the days before efforts were declared."""
    if not {"effort", "effort_reason"} & entry.fields.keys():
        return "", ""
    return entry.one_of("effort", EFFORTS), entry.text("effort_reason")


def _weight(entry: Entry) -> float:
    weight = float(entry.number("weight", 0, 3))
    if weight == 0:
        raise entry.wrong("weight", "a number above 0; a question without weight belongs among the facts")
    if weight != 2 and not entry.text("weight_reason", ""):
        raise entry.wrong("weight_reason", f"the reason for a weight of {weight:g}, which is not 2")
    return weight


def _goalposts(entry: Entry, kind: str) -> tuple[float, float]:
    worst, best = float(entry.number("worst", -1e15, 1e15)), float(entry.number("best", -1e15, 1e15))
    if worst == best:
        raise entry.wrong("best", "another than worst: goalposts must differ")
    if kind in ("binary", "proportion") and {worst, best} != {0.0, 1.0}:
        raise entry.wrong("best", f"0 or 1 and worst the other, as a {kind} runs between 0 and 1, not from {worst:g}")
    return worst, best


def _fact(
    entry: Entry, dimensions: tuple[str, ...], asked: tuple[str, ...], measures: Mapping[str, str] | None
) -> ShownFact:
    entry = _coded(entry, "fact")
    entry.only(*_names(ShownFact, "unit"))
    measure, unit = _measure(entry, measures)
    return ShownFact(
        entry.text("code"),
        entry.text("name"),
        entry.one_of("dimension", dimensions),
        measure,
        entry.one_of("variant_of", (*asked, ""), ""),
        _types(entry),
        unit,
        entry.text("why_not"),
    )


def _levels(entries: tuple[Entry, ...], read: Callable[[Entry], None]) -> tuple[dict[str, Any], ...]:
    """Return levels as they are declared, each checked by `read`, none of them twice."""
    for entry in entries:
        read(entry)
        entry.whole("level", 0, 4)
    each_once(entries, "level")
    return tuple(dict(entry.fields) for entry in entries)


def _rung(entry: Entry) -> None:
    entry.only("level", "name", "meaning")
    entry.text("name")
    entry.text("meaning")


def _stage(entry: Entry, dimensions: tuple[str, ...]) -> None:
    entry.only("level", "name", "plain", "ladder_level", "share", "gates", "floors", "floors_not_for")
    entry.text("name")
    entry.text("plain")
    entry.whole("ladder_level", 0, 4, 0)
    if "share" in entry.fields:
        entry.number("share", 0, 1)
    entry.texts("gates", may_lack=True)
    for field in entry.fields.keys() & {"floors", "floors_not_for"}:
        floors = entry.table(field)
        floors.only(*dimensions)
        for code in floors.fields:
            floors.number(code, 0, 1) if field == "floors" else floors.texts(code, TYPES)


def _scope(entry: Entry, dimensions: tuple[str, ...]) -> Scope:
    entry = _coded(entry, "scope")
    entry.only(*_names(Scope, "rules"), *_names(Rules))
    rules = Rules(
        p=float(entry.number("p", -10, 10)),
        coverage_minimum=entry.number("coverage_minimum", 0, 1),
        dimension_minimum=entry.number("dimension_minimum", 0, 1),
        dimensions_minimum=entry.whole("dimensions_minimum", 1, 20),
    )
    return Scope(
        entry.text("code"),
        entry.text("name"),
        entry.texts("evidence_classes", CLASSES),
        rules,
        entry.text("leaves_out"),
        entry.texts("without", dimensions, may_lack=True),
    )
