"""Reasonable weightings: declared bounds, the same draws every time, shares as a plain loop counts them."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.panel import Rules
from scoring.reasonable_weights import PLACES, TWICE, WEIGHTINGS, share_among_the_first, weightings

OWN = (0.39, 0.26, 0.18, 0.17, 0.0)


def test_weightings_are_the_same_every_time_and_within_their_bounds() -> None:
    drawn = weightings(OWN)
    assert drawn.shape == (WEIGHTINGS, len(OWN)) and np.array_equal(drawn, weightings(OWN))
    assert drawn.sum(axis=1) == pytest.approx(np.ones(WEIGHTINGS)) and not drawn[:, 4].any()
    times = drawn[:, :4] / np.array(OWN[:4])
    factors = times / times[:, :1]
    assert factors.min() >= TWICE**-2 and factors.max() <= TWICE**2
    assert np.median(np.log(times)) == pytest.approx(0, abs=0.05), "halving is as likely as doubling"


@pytest.mark.parametrize("own", [(), (0.0, 0.0), (0.5, -0.1), (0.5, float("nan")), (0.5, float("inf"))])
def test_weights_that_are_none_are_refused(own: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="expected numbers from 0 up"):
        weightings(own)


def test_a_share_is_what_a_plain_loop_counts() -> None:
    rng = np.random.default_rng(7)
    counted = rng.uniform(0, 1, (25, 4))
    counted[3, 2] = np.nan
    drawn = weightings(OWN[:4], 40, 3)
    found = share_among_the_first(counted, drawn, Rules(p=0.5))
    hits = [0] * len(counted)
    for weights in drawn:
        scores = []
        for row in counted:
            known = [(w, v) for w, v in zip(weights, row, strict=True) if not np.isnan(v)]
            whole = sum(w for w, _ in known)
            scores.append(round(100 * sum(w / whole * v**0.5 for w, v in known) ** 2, 1))
        for n, score in enumerate(scores):
            hits[n] += sum(other > score for other in scores) < PLACES
    assert found == pytest.approx([hit / 40 for hit in hits])


def test_ties_share_a_place_and_ten_councils_or_fewer_have_no_share() -> None:
    level = np.full((12, 2), 0.5)
    assert share_among_the_first(level, weightings((0.5, 0.5), 5), Rules()).tolist() == [1.0] * 12
    assert np.isnan(share_among_the_first(level[:PLACES], weightings((0.5, 0.5), 5), Rules())).all()
