"""Which links say that they lead to the page on which they stand, in Welsh."""

from __future__ import annotations

from detectors.phrases import phrase
from detectors.wording import fold

LONGEST = 60
"""Characters of a link's words beyond which it names something else as well."""
_OFFERS = phrase("welsh", "offers_welsh")


def is_welsh_version(words: str, hreflang: str = "") -> bool:
    """Return whether a link says, by its words or its language, that it leads to the same page in Welsh."""
    if hreflang.lower().startswith("cy"):
        return True
    return len(words) <= LONGEST and _OFFERS.match(fold(words)) is not None
