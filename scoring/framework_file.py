"""Reading data/framework.toml: strict, because a misspelt field must never silently change a mark.

A new indicator is one `[[indicator]]` block there and nothing here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from hashlib import sha256
from typing import Any

from errors import FrameworkError
from models import Message
from scoring.framework import (
    CEILING,
    CLASSES,
    EFFORTS,
    KINDS,
    PROMISED,
    TYPES,
    Dimension,
    Framework,
    Graded,
    Indicator,
    Question,
    Scope,
    ShownFact,
)
from scoring.framework_block import Block
from scoring.panel import Rules
from scoring.rounding import whole_percent

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
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FrameworkError("(whole file)", "(syntax)", f"is not valid TOML: {error}") from None
    top = Block("(top level)", tables)
    version = top.text("version")
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise top.fail("version", f'expected three numbers, as in "0.3.0", found {version!r}')
    dimensions = _unique(tuple(_dimension(t, i) for i, t in enumerate(top.take("dimension", list))), "dimension")
    _check_weights(dimensions)
    codes = tuple(d.code for d in dimensions)
    questions = _unique(tuple(q for t in top.take("questions", list) for q in _questions(t, codes)), "questions")
    asked = tuple(q.code for q in questions)
    declared = enumerate(top.take("indicator", list))
    indicators = tuple(_indicator(t, codes, asked, measures, n, grades or {}) for n, t in declared)
    facts = tuple(_fact(t, codes, asked, measures, n) for n, t in enumerate(top.take("fact", list)))
    _unique((*indicators, *facts), "indicator")
    _check_parts(indicators)
    scopes = _unique(tuple(_scope(t, codes, n) for n, t in enumerate(top.take("scope", list))), "scope")
    ladder = _levels(top.take("ladder", list), "ladder", _rung)
    maturity = _levels(top.take("maturity", list), "maturity", lambda block: _stage(block, codes))
    assessed_at = top.number("maturity_assessed_at", 0, 1)
    draws, seed = (top.whole("draws", 20, 1_000_000), top.whole("seed", 0, 2**63 - 1))
    samples = top.whole("sobol_samples", 0, 100_000)
    repetitions = top.whole("hiding_repetitions", 1, 100_000, 200)
    top.done()
    digest = sha256(text.encode()).hexdigest()
    return Framework(
        version,
        text,
        digest,
        dimensions,
        questions,
        indicators,
        facts,
        scopes,
        ladder,
        maturity,
        assessed_at,
        draws,
        seed,
        samples,
        repetitions,
    )


def _unique(records: tuple[Any, ...], what: str) -> tuple[Any, ...]:
    seen: set[str] = set()
    for record in records:
        if not _CODE.fullmatch(record.code):
            expected = "letters, digits and hyphens, since it is a part of addresses"
            raise FrameworkError(f'{what} "{record.code}"', "code", f"found {record.code!r}, expected {expected}")
        if record.code in seen:
            raise FrameworkError(f'{what} "{record.code}"', "code", "is used twice; codes are never reused")
        seen.add(record.code)
    return records


def _entry(what: str, table: Any, position: int) -> str:
    code = table.get("code") if isinstance(table, dict) else None
    return f'{what} "{code}"' if code else f"{what} number {position + 1}"


def _dimension(table: Any, position: int) -> Dimension:
    block = Block(_entry("dimension", table, position), table)
    weights = Block(f"{block.entry} weights", block.take("weights", dict))
    made = Dimension(
        block.text("code"),
        block.text("name"),
        block.choice("headline", ("resident", "foundations")),
        block.text("summary"),
        {kind: float(weights.number(kind, 0, 100)) for kind in TYPES},
    )
    weights.done()
    block.done()
    return made


def _check_weights(dimensions: tuple[Dimension, ...]) -> None:
    for kind in TYPES:
        total = sum(dimension.weights[kind] for dimension in dimensions)
        if abs(total - 100) > 1e-9:
            raise FrameworkError("dimension weights", kind, f"sum to {total:g} over the dimensions, expected 100")


def _check_parts(indicators: tuple[Indicator, ...]) -> None:
    """A part is a yes or no that another indicator, a share k/n, counts among its n."""
    kinds = {one.code: one.kind for one in indicators}
    for one in indicators:
        if one.part_of and (one.kind, kinds.get(one.part_of)) != ("binary", "proportion"):
            raise FrameworkError(
                f'indicator "{one.code}"', "part_of",
                f'a binary indicator can be part of a proportion; "{one.code}" is {one.kind}, '
                f'"{one.part_of}" is {kinds.get(one.part_of, "not declared")}',
            )  # fmt: skip


def _questions(table: Any, dimensions: tuple[str, ...]) -> tuple[Question, ...]:
    block = Block(f'questions of "{table.get("dimension")}"' if isinstance(table, dict) else "questions", table)
    dimension, needs = block.choice("dimension", dimensions), block.text("needs")
    rows = block.take("list", list)
    block.done()
    for row in rows:
        if not (isinstance(row, list) and len(row) in (2, 3) and all(isinstance(part, str) and part for part in row)):
            raise block.fail("list", f'expected ["code", "name"] or ["code", "name", "what it needs"], found {row!r}')
    return tuple(Question(row[0], row[1], dimension, row[2] if len(row) == 3 else needs) for row in rows)


def _measure(block: Block, measures: Mapping[str, str] | None) -> tuple[str, str]:
    measure = block.text("measure")
    if measures is None:
        return measure, ""
    if measure not in measures:
        near = get_close_matches(measure, measures, 1)
        hint = f'; did you mean "{near[0]}"?' if near else "; no collector promises it"
        raise block.fail("measure", f'unknown measure "{measure}"{hint}')
    return measure, measures[measure]


def _later_measure(block: Block, measures: Mapping[str, str] | None, evidence_class: str) -> tuple[str, str]:
    """Evidence that nobody gathers yet has no collector to promise it: the entry states the unit itself."""
    if evidence_class in PROMISED:
        return _measure(block, measures)
    return block.text("measure"), block.text("unit")


def _reliability(block: Block, code: str, grades: Mapping[str, Graded]) -> tuple[float, str, Message | None]:
    """Return reliability, detector and why the indicator is withheld (None if it is not).

    A grade under the indicator's own code counts before that of the detector as a whole.
    """
    if block.left.get("reliability") != "measured":
        return float(block.number("reliability", 0.01, 1)), "", None
    block.text("reliability")
    detector = block.text("detector")
    grade = grades.get(code) or grades.get(detector)
    if grade is None or grade.precision is None:
        return 0.0, detector, Message("withheld.ungraded")
    if not grade.scored:
        right, floor = (whole_percent(share) for share in (grade.precision, grade.floor))
        return 0.0, detector, Message("withheld.imprecise", {"right": right, "floor": floor})
    return min(grade.precision, CEILING), detector, None


def _indicator(
    table: Any, dimensions: tuple[str, ...], asked: tuple[str, ...], measures: Mapping[str, str] | None, position: int,
    grades: Mapping[str, Graded],
) -> Indicator:  # fmt: skip
    block = Block(_entry("indicator", table, position), table)
    evidence_class = block.choice("evidence_class", CLASSES)
    measure, unit = _later_measure(block, measures, evidence_class)
    code = block.text("code")
    reliability, detector, withheld = _reliability(block, code, grades)
    kind = block.choice("kind", KINDS)
    worst, best = _goalposts(block, kind)
    effort, effort_reason = _effort(block)
    made = Indicator(
        code=code,
        name=block.text("name"),
        question=block.text("question"),
        dimension=block.choice("dimension", dimensions),
        measure=measure,
        variant_of=block.choice("variant_of", (*asked, ""), ""),
        applies_to=block.types("applies_to"),
        weight=_weight(block),
        kind=kind,
        unit=unit,
        worst=worst,
        best=best,
        log=block.take("log", bool, False),
        cap=block.number("cap", 0, 1e12, None),
        evidence_class=evidence_class,
        reliability=reliability,
        half_life_days=block.number("half_life_days", 1, 36500),
        max_age_days=block.number("max_age_days", 1, 36500, None),
        rationale=block.text("rationale"),
        rule=block.text("rule"),
        goalpost_note=block.text("goalpost_note"),
        citation=block.text("citation"),
        improve=block.text("improve"),
        effort=effort,
        effort_reason=effort_reason,
        part_of=block.text("part_of", ""),
        detector=detector,
        withheld=withheld,
        security=block.take("security", bool, False),
    )
    block.done()
    return made


def _effort(block: Block) -> tuple[str, str]:
    """Return effort and reason, both '' in a framework of the days before efforts were declared."""
    if "effort" not in block.left and "effort_reason" not in block.left:
        return "", ""
    return block.choice("effort", EFFORTS), block.text("effort_reason")


def _weight(block: Block) -> float:
    weight = float(block.number("weight", 0, 3))
    if weight == 0:
        raise block.fail("weight", "must be above 0; a question without weight belongs among the facts")
    reason = block.text("weight_reason", "")
    if weight != 2 and not reason:
        raise block.fail("weight_reason", f"a weight of {weight:g} (not 2) needs its reason")
    return weight


def _goalposts(block: Block, kind: str) -> tuple[float, float]:
    worst, best = float(block.number("worst", -1e15, 1e15)), float(block.number("best", -1e15, 1e15))
    if worst == best:
        raise block.fail("best", f"goalposts must differ, both are {best:g}")
    if kind in ("binary", "proportion") and {worst, best} != {0.0, 1.0}:
        raise block.fail("best", f"a {kind} indicator runs between 0 and 1, found {worst:g} and {best:g}")
    return worst, best


def _fact(
    table: Any, dimensions: tuple[str, ...], asked: tuple[str, ...], measures: Mapping[str, str] | None, position: int
) -> ShownFact:
    block = Block(_entry("fact", table, position), table)
    measure, unit = _measure(block, measures)
    made = ShownFact(
        block.text("code"),
        block.text("name"),
        block.choice("dimension", dimensions),
        measure,
        block.choice("variant_of", (*asked, ""), ""),
        block.types("applies_to"),
        unit,
        block.text("why_not"),
    )
    block.done()
    return made


def _levels(tables: list[Any], what: str, read: Callable[[Block], None]) -> tuple[dict[str, Any], ...]:
    """Return levels as they are declared, each checked by `read`, none of them twice."""
    levels: list[int] = []
    for position, table in enumerate(tables):
        block = Block(f"{what} number {position + 1}", table)
        level = block.whole("level", 0, 4)
        if level in levels:
            raise block.fail("level", f"{level} is used twice")
        levels.append(level)
        read(block)
        block.done()
    return tuple(tables)


def _rung(block: Block) -> None:
    block.text("name")
    block.text("meaning")


def _stage(block: Block, dimensions: tuple[str, ...]) -> None:
    block.text("name")
    block.text("plain")
    block.whole("ladder_level", 0, 4, 0)
    block.number("share", 0, 1, None)
    block.texts("gates")
    floors = Block(f"{block.entry} floors", block.take("floors", dict, {}))
    spared = Block(f"{block.entry} floors_not_for", block.take("floors_not_for", dict, {}))
    for code in dimensions:
        floors.number(code, 0, 1, None)
        spared.choices(code, TYPES)
    floors.done()
    spared.done()


def _scope(table: Any, dimensions: tuple[str, ...], position: int) -> Scope:
    block = Block(_entry("scope", table, position), table)
    rules = Rules(
        p=float(block.number("p", -10, 10)),
        coverage_minimum=block.number("coverage_minimum", 0, 1),
        dimension_minimum=block.number("dimension_minimum", 0, 1),
        dimensions_minimum=block.number("dimensions_minimum", 1, 20),
    )
    made = Scope(
        block.text("code"),
        block.text("name"),
        block.choices("evidence_classes", CLASSES),
        rules,
        block.text("leaves_out"),
        block.choices("without", dimensions),
    )
    block.done()
    return made
