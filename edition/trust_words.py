"""The paragraph on an edition's trustworthiness, written from its own figures. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models import AuthorityType
from scoring.analyse import Analysis
from scoring.trust import Trust

NAMES = {
    AuthorityType.COUNTY: "counties",
    AuthorityType.DISTRICT: "districts",
    AuthorityType.ENGLISH_UNITARY: "English unitaries",
    AuthorityType.METROPOLITAN: "metropolitan boroughs",
    AuthorityType.LONDON: "London boroughs",
    AuthorityType.SCOTLAND: "Scotland",
    AuthorityType.WALES: "Wales",
    AuthorityType.NORTHERN_IRELAND: "Northern Ireland",
}
"""Type -> its name inside a sentence."""


def named(kind: str) -> str:
    """Return a type's name inside a sentence; a type that is not one of ours keeps its own."""
    return NAMES.get(kind, kind)


def trust_paragraph(
    figures: Sequence[Trust], influential: Sequence[tuple[str, float]], analysis: Analysis, coverage: float,
    names: Mapping[str, str],
) -> str:  # fmt: skip
    """Return what the intervals, bands and sensitivity say about how far this edition can be trusted."""
    if not figures:
        return "No council has enough evidence to be ranked in this edition."
    return " ".join((_widths(figures), _influence(influential, names), _outside(analysis), _coverage(coverage)))


def _widths(figures: Sequence[Trust]) -> str:
    shares = sorted((one.median_width / max(one.ranked - 1, 1), named(one.type)) for one in figures)
    middle = shares[len(shares) // 2][0]
    bands = ", ".join(f"{named(one.type)} {one.bands}" for one in figures)
    words = (
        "So this edition separates the top of a table from its bottom and little in between: it is a first sight, "
        "not a verdict." if middle > 0.5 else
        "So this edition tells the upper, middle and lower part of a table apart, but not neighbours." if middle > 0.25
        else "So this edition tells most of a table apart, though not neighbours."
    )  # fmt: skip
    return (
        f"Half of the 90 % rank intervals cover more than {_percent(shares[0][0])} of the table where it is clearest "
        f"({shares[0][1]}) and {_percent(shares[-1][0])} where it is least clear ({shares[-1][1]}). "
        f"Distinguishable bands: {bands}. {words}"
    )


def _influence(influential: Sequence[tuple[str, float]], names: Mapping[str, str]) -> str:
    if not influential:
        return "No single question moves a rank."
    listed = ", ".join(f"{_inside(names.get(code, code))} ({shift:.1f} ranks)" for code, shift in influential)
    return f"Leaving out one question at a time, these move ranks within type most, on average: {listed}."


def _inside(name: str) -> str:
    """Return a name as it stands inside a sentence: "GOV.UK Pay" keeps its capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _outside(analysis: Analysis) -> str:
    ranked, outside = int(analysis.published.seen.ranked.sum()), int(analysis.standing.outside.sum())
    if not outside:
        return f"All {ranked} published places and scores lie inside their own likely ranges."
    return (
        f"{outside} of {ranked} councils have a published place or score beyond its own likely range, which is not "
        "stretched to hide it: doubtful evidence is redrawn from similar councils, so the draws lean towards them."
    )


def _coverage(value: float) -> str:
    if value != value:
        return "Coverage does not vary, so it cannot have shaped the scores."
    if abs(value) > 0.2:
        together = f"Coverage and score go together (Spearman {value:.2f})"
        return f"{together}, so what is missing is probably not missing by chance."
    return f"Coverage and score hardly go together (Spearman {value:.2f})."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
