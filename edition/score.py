"""One edition scored: cells, panel, published scores, ranks within type. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edition.cells import Cell, FactIndex, make_cells, make_shown
from edition.editions import Edition
from edition.panel import make_panel
from models import Authority, Fact
from scoring.framework import Framework
from scoring.panel import Panel
from scoring.peers import Context
from scoring.published import Published, publish_scores, published_part


@dataclass(frozen=True, slots=True)
class Scored:
    """Everything an edition's arithmetic says; arrays follow `authorities`. context: for choosing similar councils."""

    edition: Edition
    authorities: tuple[Authority, ...]
    cells: tuple[Cell, ...]
    shown: tuple[tuple[str, Fact], ...]
    context: Context
    published: Published
    headlines: dict[str, Published]

    @property
    def panel(self) -> Panel:
        """The panel as it was seen."""
        return self.published.panel


def score_edition(
    framework: Framework, edition: Edition, authorities: Sequence[Authority], facts: FactIndex, context: Context,
    past: bool = False,
) -> Scored:  # fmt: skip
    """Return the edition scored over the given authorities, each within its type.

    context: rows as the authorities. headlines: `resident` (D1-D5) and `foundations` (D6-D8), where their dimensions
    are in the scope. past: an indicator that nobody had evidence for on that date is absent from the edition instead of
    missing in it.
    """
    scope = framework.scope(edition.scope)
    cells = make_cells(framework, edition, authorities, facts)
    cells = evidenced(cells) if past else cells
    types = {one.code: one.type.value for one in authorities}
    published = publish_scores(make_panel(framework, scope.rules, types, cells), context)
    shown = make_shown(framework.facts, edition, authorities, facts)
    headlines = _headlines(framework, published)
    return Scored(edition, tuple(authorities), cells, shown, context, published, headlines)


def evidenced(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Return the cells of the indicators that were observed of anybody at all, in the same order."""
    seen = {cell.indicator for cell in cells if cell.state == "observed"}
    return tuple(cell for cell in cells if cell.indicator in seen)


def _headlines(framework: Framework, published: Published) -> dict[str, Published]:
    found = {}
    for headline in ("resident", "foundations"):
        codes = tuple(
            d.code for d in framework.dimensions if d.headline == headline and d.code in published.panel.dimensions
        )
        if codes:
            found[headline] = published_part(published, codes)
    return found
