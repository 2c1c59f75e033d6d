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

SMALL = 0.02
"""A share of stretched intervals above this asks for an explanation (scoring method, section 9)."""


def named(kind: str) -> str:
    """Return a type's name inside a sentence; a type that is not one of ours keeps its own."""
    return NAMES.get(kind, kind)


def trust_paragraph(
    figures: Sequence[Trust], influential: Sequence[tuple[str, float]], analysis: Analysis, names: Mapping[str, str]
) -> str:
    """Return what the intervals, bands and sensitivity say about how far this edition can be trusted."""
    if not figures:
        return "No council has enough evidence to be ranked in this edition."
    return " ".join((_widths(figures), _influence(influential, names), _stretched(analysis), _coverage(analysis)))


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


def _stretched(analysis: Analysis) -> str:
    ranked, stretched = analysis.scores.ranked, analysis.standing.stretched
    share = float(stretched.sum()) / float(ranked.sum())
    text = f"{_percent(share)} of the intervals had to be widened to hold the published rank"
    if share <= SMALL:
        return f"{text}."
    lacking = int((stretched & (analysis.scores.dimension_coverage == 0).any(axis=1)).sum())
    return (
        f"{text}, more than the {_percent(SMALL)} that the method lets pass without a word: {lacking} of these "
        f"{int(stretched.sum())} councils have no evidence at all on one dimension, which the score leaves out and "
        f"the draws borrow from peers. {_at_an_end(analysis)}"
    )


def _at_an_end(analysis: Analysis) -> str:
    """Return how many scores lie at the very end of their own interval, which was stretched to hold them."""
    s, score = analysis.standing, analysis.scores.score
    ends = analysis.scores.ranked & ((s.score_low == score) | (s.score_high == score))
    return (
        f"{int(ends.sum())} scores lie at the very end of their own likely range: doubtful evidence is redrawn from "
        "peers, so the draws lean towards them."
    )


def _coverage(analysis: Analysis) -> str:
    value = analysis.coverage_spearman
    if value != value:
        return "Coverage does not vary, so it cannot have shaped the scores."
    if abs(value) > 0.2:
        together = f"Coverage and score go together (Spearman {value:.2f})"
        return f"{together}, so what is missing is probably not missing by chance."
    return f"Coverage and score hardly go together (Spearman {value:.2f})."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
