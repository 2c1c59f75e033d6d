"""The paragraph on an edition's trustworthiness: messages made of its own figures. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models import Message
from scoring.analyse import Analysis
from scoring.rounding import whole_percent
from scoring.trust import Trust


def trust_paragraph(
    figures: Sequence[Trust], influential: Sequence[tuple[str, float]], analysis: Analysis, coverage: float,
    names: Mapping[str, str],
) -> Message:  # fmt: skip
    """Return what the intervals, bands and sensitivity say about how far this edition can be trusted.

    names: indicator code -> name.
    """
    if not figures:
        return Message("trust.nobody")
    parts = (*_widths(figures), _influence(influential, names), _outside(analysis), _coverage(coverage))
    return Message("said.together", {"parts": parts})


def _widths(figures: Sequence[Trust]) -> tuple[Message, Message, Message]:
    shares = sorted((one.median_width / max(one.ranked - 1, 1), one.type) for one in figures)
    middle = shares[len(shares) // 2][0]
    (least, clearest), (most, vaguest) = shares[0], shares[-1]
    widths = Message("trust.widths", {
        "least": whole_percent(least), "clearest": _type(clearest),
        "most": whole_percent(most), "vaguest": _type(vaguest),
    })  # fmt: skip
    bands = tuple(Message("trust.bands_of", {"type": _type(one.type), "bands": one.bands}) for one in figures)
    return widths, Message("trust.bands", {"bands": bands}), _apart(middle)


def _apart(middle: float) -> Message:
    """Return what a table tells apart. middle: the share of it that the median interval of the middle type covers."""
    if middle > 0.5:
        return Message("trust.ends_apart")
    return Message("trust.parts_apart" if middle > 0.25 else "trust.most_apart")


def _type(kind: str) -> Message:
    return Message(f"type.inside.{kind}")


def _influence(influential: Sequence[tuple[str, float]], names: Mapping[str, str]) -> Message:
    if not influential:
        return Message("trust.nothing_moves")
    moved = tuple(
        Message("trust.moves", {"name": _inside(names.get(code, code)), "ranks": shift}) for code, shift in influential
    )
    return Message("trust.influence", {"moved": moved})


def _inside(name: str) -> str:
    """Return a name as it stands inside a sentence: "GOV.UK Pay" keeps its capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _outside(analysis: Analysis) -> Message:
    ranked, outside = int(analysis.published.seen.ranked.sum()), int(analysis.standing.outside.sum())
    if not outside:
        return Message("trust.all_inside", {"ranked": ranked})
    return Message("trust.outside", {"outside": outside, "ranked": ranked})


def _coverage(value: float) -> Message:
    if value != value:
        return Message("trust.coverage_same")
    if abs(value) > 0.2:
        return Message("trust.coverage_shapes", {"spearman": value})
    return Message("trust.coverage_apart", {"spearman": value})
