"""How far two judges agree beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

AGREED = 0.7
"""Kappa below which two people's coding is not used (scoring method, section 17)."""


def weighted_kappa(pairs: Sequence[tuple[Hashable, Hashable]], ordered: bool) -> float | None:
    """Return Cohen's kappa, with quadratic weights if the answers are numbers in order.

    None without cases or where chance alone would agree always. Source: J. Cohen, Psychological Bulletin 70 (1968).
    """
    if not pairs:
        return None
    values = sorted({value for pair in pairs for value in pair}, key=str)
    place = {
        value: (float(value) if ordered and isinstance(value, int | float | str) else index)
        for index, value in enumerate(values)
    }

    def distance(one: Hashable, two: Hashable) -> float:
        return (place[one] - place[two]) ** 2 if ordered else float(one != two)

    seen = sum(distance(*pair) for pair in pairs) / len(pairs)
    left, right = Counter(t for t, _ in pairs), Counter(f for _, f in pairs)
    chance = sum(left[a] * right[b] * distance(a, b) for a in left for b in right) / len(pairs) ** 2
    return 1 - seen / chance if chance else None
