"""The figures that are published: the marks as seen, missing ones filled from similar councils, and the places.

Source: fair order (docs/decisions/0014-fair-order.md), which takes the place of the scoring method's sections 5.8, 7
and 8 for what is printed. The face value, what could be seen alone, stands beside it and orders nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scoring.aggregate import Scores, dimension_means, power_mean, score_panel
from scoring.donors import Nearest
from scoring.imputation import Imputed, impute, likenesses, nearest_in_context
from scoring.no_place import OUTSIDE
from scoring.panel import Panel, restrict
from scoring.peers import Context
from scoring.rank import Ranks, rank_within


@dataclass(frozen=True, slots=True)
class Published:
    """One panel's published figures. n authorities, D dimensions; scores 0-1, nan where nothing can be said.

    panel: as it was seen. imputed: the same, missing cells filled. seen: face values, coverage, bounds and who has
    enough evidence for a place. dimension_score (n, D), score (n): with the missing marks filled, also of councils
    that take no place: print them only where `seen.ranked`. ranks: places within `groups` by the published value.
    nearest: who lends to whom in the draws.
    """

    panel: Panel
    imputed: Imputed
    seen: Scores
    dimension_score: np.ndarray
    score: np.ndarray
    ranks: Ranks
    groups: tuple[str, ...]
    nearest: Nearest


def publish_scores(panel: Panel, context: Context | None, groups: Sequence[str] | None = None) -> Published:
    """Return the published figures of a panel. context: rows as the panel's, None if nothing is known.

    groups: within which places are taken, the panel's types if not given. Donors are always of a council's own type.
    """
    alike = likenesses(panel, context)
    filled = impute(panel, context, alike=alike)
    nearest = Nearest(filled.order, nearest_in_context(panel, alike))
    return _published(panel, filled, nearest, panel.groups if groups is None else groups)


def published_part(
    whole: Published,
    dimensions: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    groups: Sequence[str] | None = None,
) -> Published:
    """Return the figures on some dimensions and indicators only, missing marks filled as in the whole.

    A council that takes no place in the whole takes none in a part: it has no score anywhere (`seen.reason` is
    `whole`).
    Raises PanelError for a dimension or indicator that the panel does not have.
    """
    imputed = replace(
        whole.imputed, panel=restrict(whole.imputed.panel, dimensions, codes),
        donors=whole.imputed.donors[:, kept_columns(whole.panel, dimensions, codes)],
    )  # fmt: skip
    panel = restrict(whole.panel, dimensions, codes)
    return _published(panel, imputed, whole.nearest, whole.groups if groups is None else groups, whole.seen.ranked)


def kept_columns(panel: Panel, dimensions: Sequence[str] | None, codes: Sequence[str] | None) -> list[int]:
    """Return the columns that `restrict` keeps."""
    return [
        j for j, c in enumerate(panel.columns)
        if (dimensions is None or c.dimension in dimensions) and (codes is None or c.code in codes)
    ]  # fmt: skip


def _published(
    panel: Panel, imputed: Imputed, nearest: Nearest, groups: Sequence[str], takes_place: np.ndarray | None = None
) -> Published:
    seen = score_panel(panel)
    if takes_place is not None:
        barred = seen.ranked & ~takes_place
        reason = tuple(OUTSIDE if one else told for one, told in zip(barred, seen.reason, strict=True))
        seen = replace(seen, ranked=seen.ranked & takes_place, reason=reason)
    dimension_score = dimension_means(imputed.panel)
    score = power_mean(dimension_score, panel.dimension_weights, panel.rules.p, panel.rules.floor)
    # A filled mark lies between nothing and full marks, but the last bit of a sum need not.
    seen = replace(seen, lower=np.fmin(seen.lower, score), upper=np.fmax(seen.upper, score))
    ranks = rank_within(score, seen.lower, seen.upper, seen.ranked, groups)
    return Published(panel, imputed, seen, dimension_score, score, ranks, tuple(groups), nearest)
