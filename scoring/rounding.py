"""The one rounding rule of published figures: halves go up (scoring method, section 8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    import numpy as np


def half_up(value: np.ndarray | float) -> np.ndarray:
    """Return floor(v + 0.5 + 1e-9), the nearest whole number, halves up; nan stays nan.

    The 1e-9 lets a half that binary arithmetic holds a little too low go up as well.
    """
    import numpy as np  # only where something is rounded: commands that read words of pages alone load this module too

    return np.floor(np.asarray(value, dtype=float) + 0.5 + 1e-9)


def published_value(score: np.ndarray | float) -> np.ndarray:
    """Return scores 0-1 as people see them, 0-100 with one decimal; nan stays nan."""
    import numpy as np

    return half_up(1000.0 * np.asarray(score, dtype=float)) / 10.0


@overload
def out_of_100(score: float) -> float: ...
@overload
def out_of_100(score: None) -> None: ...
def out_of_100(score: float | None) -> float | None:
    """Return one score 0-1 as people see it, 0-100 with one decimal; None stays None."""
    return None if score is None else float(published_value(score))


def whole_percent(share: float) -> int:
    """Return a share 0-1 in whole per cent."""
    return int(half_up(100.0 * share))
