"""Staged maturity levels with gates that no average can buy off (scoring method, section 12; framework, section 8).

Level = the highest whose gates, and those of every level below, all hold. Worked out twice: demonstrated
(missing evidence = not shown) and possible (missing = met). Limiting judgements of this kind: CQC, Ofsted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from models import Message

ASSESSED_AT = 0.8
"""Below this share of gate evidence observed, "level not assessed"."""


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What one maturity level asks for.

    share: least share of the applicable services at `ladder_level` or above (the maturity level itself unless
    given), None for no such gate. floors: least score of a dimension, 0-1. must: facts that have to be true.
    """

    level: int
    share: float | None = None
    floors: Mapping[str, float] = field(default_factory=dict)
    must: tuple[str, ...] = ()
    ladder_level: int | None = None

    @property
    def rung(self) -> int:
        """The ladder level that a service has to reach."""
        return self.level if self.ladder_level is None else self.ladder_level


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of one level: state `met`, `failed` or `unknown`; detail: the figures, None of a plain fact."""

    level: int
    gate: str
    state: str
    detail: Message | None = None


@dataclass(frozen=True, slots=True)
class Maturity:
    """demonstrated <= possible, each 0-4. evidence: share of the gate facts observed, 0-1.

    assessed: evidence is at least 80 %; otherwise no level is printed. gates: every gate with its state.
    """

    demonstrated: int
    possible: int
    evidence: float
    assessed: bool
    gates: tuple[Gate, ...]

    def stopping(self) -> tuple[Gate, ...]:
        """Return the gates, not shown to be met, of the level after the demonstrated one: the improvement plan."""
        higher = [g.level for g in self.gates if g.level > self.demonstrated and g.state != "met"]
        return tuple(g for g in self.gates if g.state != "met" and g.level == min(higher))


def level_rules(entries: Iterable[Mapping[str, Any]], kind: str) -> tuple[LevelRule, ...]:
    """Return the rules of the framework's `maturity` entries for one type of council; level 0 asks for nothing."""
    rules = []
    for entry in entries:
        spared = {d for d, kinds in entry.get("floors_not_for", {}).items() if kind in kinds}
        floors = {d: least for d, least in entry.get("floors", {}).items() if d not in spared}
        level, gates = entry["level"], tuple(entry.get("gates", ()))
        if level > 0:
            rules.append(LevelRule(level, entry.get("share"), floors, gates, entry.get("ladder_level")))
    return tuple(rules)


def assess(
    rules: tuple[LevelRule, ...],
    ladder: Mapping[str, int | None],
    dimensions: Mapping[str, float | None],
    facts: Mapping[str, bool | None],
) -> Maturity:
    """Return a council's maturity.

    ladder: level 0-4 of each service the council has the duty for, None unknown; others are left out. dimensions:
    score 0-1, None unknown; facts: True, False or None unknown. A dimension or fact not given is unknown.
    A council with no applicable service has unknown shares: nothing was shown, nothing ruled out.
    """
    ordered = sorted(rules, key=lambda rule: rule.level)
    gates = tuple(g for rule in ordered for g in _gates(rule, ladder, dimensions, facts))
    evidence = _evidence(ordered, ladder, dimensions, facts)
    demonstrated, possible = (_highest(ordered, gates, refuse) for refuse in (("failed", "unknown"), ("failed",)))
    return Maturity(demonstrated, possible, evidence, evidence >= ASSESSED_AT - 1e-9, gates)


def _gates(
    rule: LevelRule,
    ladder: Mapping[str, int | None],
    dimensions: Mapping[str, float | None],
    facts: Mapping[str, bool | None],
) -> list[Gate]:
    gates = [] if rule.share is None else [_share_gate(rule, rule.share, ladder)]
    for name, least in sorted(rule.floors.items()):
        value = dimensions.get(name)
        score = None if value is None else 100 * value
        detail = Message("gate.score", {"score": score, "least": 100 * least})
        gates.append(Gate(rule.level, name, _state(value, least), detail))
    for name in rule.must:
        value = facts.get(name)
        state = "unknown" if value is None else "met" if value else "failed"
        gates.append(Gate(rule.level, name, state))
    return gates


def _share_gate(rule: LevelRule, share: float, ladder: Mapping[str, int | None]) -> Gate:
    shown = sum(level is not None and level >= rule.rung for level in ladder.values())
    unknown = sum(level is None for level in ladder.values())
    size = len(ladder)
    if size == 0:
        return Gate(rule.level, "services", "unknown", Message("gate.no_service"))
    low, high = shown / size, (shown + unknown) / size
    state = "met" if low >= share - 1e-9 else "failed" if high < share - 1e-9 else "unknown"
    detail = Message(
        "gate.share",
        {"shown": shown, "of": size, "rung": rule.rung, "unknown": unknown, "least": 100 * share},
    )
    return Gate(rule.level, "services", state, detail)


def _state(value: float | None, least: float) -> str:
    if value is None:
        return "unknown"
    return "met" if value >= least - 1e-9 else "failed"


def _highest(rules: list[LevelRule], gates: tuple[Gate, ...], refuse: tuple[str, ...]) -> int:
    level = 0
    for rule in rules:
        if any(g.level == rule.level and g.state in refuse for g in gates):
            return level
        level = rule.level
    return level


def _evidence(
    rules: list[LevelRule],
    ladder: Mapping[str, int | None],
    dimensions: Mapping[str, float | None],
    facts: Mapping[str, bool | None],
) -> float:
    """Return the share observed of the facts the gates rest on: each service, dimension and fact counts once."""
    known = [level is not None for level in ladder.values()] if any(r.share is not None for r in rules) else []
    known += [dimensions.get(name) is not None for name in {n for r in rules for n in r.floors}]
    known += [facts.get(name) is not None for name in {n for r in rules for n in r.must}]
    return sum(known) / len(known) if known else 0.0
