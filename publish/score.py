"""One edition scored: cells, panel, scores, ranks within type and on the common core. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models import Authority, Fact
from publish.cells import Cell, FactIndex, make_cells, make_shown
from publish.editions import Edition
from publish.panel import make_panel
from scoring.aggregate import Scores, score_dimensions_subset, score_panel
from scoring.core import common_core
from scoring.framework import Framework
from scoring.panel import Panel
from scoring.rank import Ranks, rank_within


@dataclass(frozen=True, slots=True)
class Scored:
    """Everything an edition's arithmetic says; arrays follow `authorities`."""

    edition: Edition
    authorities: tuple[Authority, ...]
    cells: tuple[Cell, ...]
    shown: tuple[tuple[str, Fact], ...]
    panel: Panel
    scores: Scores
    ranks: Ranks
    core_panel: Panel
    core_scores: Scores
    core_ranks: Ranks
    headlines: dict[str, Scores]


def score_edition(
    framework: Framework, edition: Edition, authorities: Sequence[Authority], facts: FactIndex, past: bool = False
) -> Scored:
    """Return the edition scored over the given authorities, each within its type and all on the common core.

    headlines: `resident` (D1-D5) and `foundations` (D6-D8), where their dimensions are in the scope. past: an
    indicator that nobody had evidence for on that date is absent from the edition instead of missing in it.
    """
    scope = framework.scope(edition.scope)
    cells = make_cells(framework, edition, authorities, facts)
    cells = evidenced(cells) if past else cells
    panel = make_panel(framework, scope, authorities, cells)
    scores = score_panel(panel)
    core = common_core(panel)
    core_scores = score_panel(core)
    everyone = ("all",) * len(authorities)
    return Scored(
        edition=edition,
        authorities=tuple(authorities),
        cells=cells,
        shown=make_shown(framework.facts, edition, authorities, facts),
        panel=panel,
        scores=scores,
        ranks=rank_within(scores.score, scores.lower, scores.upper, scores.ranked, panel.groups),
        core_panel=core,
        core_scores=core_scores,
        core_ranks=rank_within(core_scores.score, core_scores.lower, core_scores.upper, core_scores.ranked, everyone),
        headlines=_headlines(framework, panel),
    )


def evidenced(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells of the indicators that were observed of anybody at all, in the same order."""
    seen = {cell.indicator for cell in cells if cell.state == "observed"}
    return tuple(cell for cell in cells if cell.indicator in seen)


def _headlines(framework: Framework, panel: Panel) -> dict[str, Scores]:
    found = {}
    for headline in ("resident", "foundations"):
        codes = tuple(d.code for d in framework.dimensions if d.headline == headline and d.code in panel.dimensions)
        if codes:
            found[headline] = score_dimensions_subset(panel, codes)
    return found


def reason_in_words(reason: str, scores: Scores, row: int, panel: Panel) -> str:
    """Return why an authority takes no place, as a sentence for its page; '' if it is ranked."""
    rules, percent = panel.rules, round(100 * float(scores.coverage[row]))
    if reason == "":
        return ""
    if reason == "nothing":
        return "Nothing that applies to this council could be observed."
    if reason == "dimensions":
        seen, apply = (int(v.sum()) for v in (scores.dimension_coverage[row] > 0, scores.dimension_coverage[row] >= 0))
        needed = "all of them" if apply <= rules.dimensions_minimum else str(rules.dimensions_minimum)
        return f"We have evidence on {seen} of the {apply} dimensions that apply here; a place needs {needed}."
    if reason == "coverage":
        return (
            f"We could see {percent} % of the evidence that applies here; "
            f"a place needs {round(100 * rules.coverage_minimum)} %."
        )
    return (
        f"Too little evidence in dimension {reason.removeprefix('dimension:')}: "
        f"{round(100 * rules.dimension_minimum)} % of each dimension is needed for a place."
    )
