"""Cues that a function makes, as the detectors' are made in a worker."""

from collections.abc import Mapping


class _Cues:
    def services_in(self, text: str) -> Mapping[str, float]:
        return {"S01": 2.0, "S02": 1.0} if "council tax" in text.lower() else {}


def make_cues() -> _Cues:
    """Return cues that know one service."""
    return _Cues()
