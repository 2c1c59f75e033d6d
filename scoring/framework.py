"""The framework: what is judged, how each thing is decided, what it weighs.

The records that scoring/framework_file.py reads from data/framework.toml. Every page, file and figure
is written from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from errors import FrameworkError
from models import AuthorityType, Message
from scoring.panel import Column, Rules

KINDS = ("binary", "ordinal", "goalpost", "proportion")
PROMISED = ("open-data", "website")
"""Evidence classes that some collector gathers today: their measures must be promised by one."""
CLASSES = (*PROMISED, "browser", "probe", "declared", "person")
EFFORTS = ("quick", "moderate", "hard")
"""What a change usually takes, as the framework's editors judge it: words or settings, in weeks; work on what there is,
by the web team or a supplier, in months; a new system, contract or partners, usually a year or more."""
CEILING = 0.80
"""Highest reliability of a detector until real pages have been coded twice by people (framework, section 2)."""
TYPES = tuple(kind.value for kind in AuthorityType)
TYPE_SETS = {
    "all": TYPES,
    "england": ("county", "district", "english-unitary", "metropolitan", "london"),
    "england-lower": ("district", "english-unitary", "metropolitan", "london"),
}
"""Short names that `applies_to` may use beside the eight types themselves."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of D1-D8. weights: nominal weight per type, summing to 100 over the dimensions."""

    code: str
    name: str
    headline: str
    summary: str
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """One of the framework's questions, whether or not an edition can answer it yet."""

    code: str
    name: str
    dimension: str
    needs: str


@dataclass(frozen=True, slots=True)
class Graded:
    """How right a detector was on labelled cases: precision 0-1, None if there were too few.

    scored: it reached its floor, the least precision with which it may move a score.
    """

    precision: float | None
    scored: bool
    floor: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """A scored question with everything that decides its mark.

    worst, best: goalposts in `unit`, frozen with the framework version; best < worst means lower is
    better. cap: values above it count as it, None for no cap. max_age_days: older values are not used.
    variant_of: the framework question that it answers in part, or its own code. detector: whose measured
    precision is the reliability, '' if that is stated. part_of: the share k/n that counts the same thing among its n,
    '' for none. withheld: why its detector may not move a score, None if it
    may; a withheld indicator is in no edition, and its reliability is 0. effort: what the change usually takes, one of
    EFFORTS, and why; '' where the framework does not say. security: a failure is told to the council before others.
    """

    code: str
    name: str
    question: str
    dimension: str
    measure: str
    variant_of: str
    applies_to: tuple[str, ...]
    weight: float
    kind: str
    unit: str
    worst: float
    best: float
    log: bool
    cap: float | None
    evidence_class: str
    reliability: float
    half_life_days: int
    max_age_days: int | None
    rationale: str
    rule: str
    goalpost_note: str
    citation: str
    improve: str
    part_of: str = ""
    detector: str = ""
    withheld: Message | None = None
    effort: str = ""
    effort_reason: str = ""
    security: bool = False

    @property
    def column(self) -> Column:
        """The indicator as arithmetic sees it."""
        return Column(self.code, self.dimension, self.weight, self.kind, self.worst, self.best, self.log)


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact shown on a council's page and never scored; why_not says why."""

    code: str
    name: str
    dimension: str
    measure: str
    variant_of: str
    applies_to: tuple[str, ...]
    unit: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which evidence classes an edition counts, and when it ranks.

    without: dimensions that rest on one reading by somebody else; a second table is published without them.
    """

    code: str
    name: str
    evidence_classes: tuple[str, ...]
    rules: Rules
    leaves_out: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Framework:
    """The whole methodology of one version. text and digest name it exactly.

    draws, seed, sobol_samples: of the Monte-Carlo, so that anyone can repeat it. hiding_repetitions: how often marks
    are hidden at random to see who is hurt by what is missing.
    """

    version: str
    text: str
    digest: str
    dimensions: tuple[Dimension, ...]
    questions: tuple[Question, ...]
    indicators: tuple[Indicator, ...]
    facts: tuple[ShownFact, ...]
    scopes: tuple[Scope, ...]
    ladder: tuple[dict[str, Any], ...]
    maturity: tuple[dict[str, Any], ...]
    maturity_assessed_at: float
    draws: int
    seed: int
    sobol_samples: int
    hiding_repetitions: int = 200

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all questions, indicators and facts."""
        declared: tuple[Question | Indicator | ShownFact, ...] = (*self.questions, *self.indicators, *self.facts)
        return frozenset(one.code for one in declared)

    def scope(self, code: str) -> Scope:
        """Return the scope of that code. Raises FrameworkError if it is not declared."""
        for scope in self.scopes:
            if scope.code == code:
                return scope
        declared = ", ".join(f'"{scope.code}"' for scope in self.scopes)
        raise FrameworkError(f'framework.toml: scope: field "code": no scope "{code}"; declared are {declared}')

    def indicators_in(self, scope: Scope) -> tuple[Indicator, ...]:
        """Return the indicators whose evidence class the scope counts and that may move a score, in file order."""
        return tuple(i for i in self.indicators if i.evidence_class in scope.evidence_classes and not i.withheld)

    def withheld_in(self, scope: Scope) -> tuple[Indicator, ...]:
        """Return the indicators of the scope whose detectors are not right often enough, or were never graded."""
        return tuple(i for i in self.indicators if i.evidence_class in scope.evidence_classes and i.withheld)
