"""What one task page shows about itself: how hard it reads, how current it is, whether it asks if it helped."""

from __future__ import annotations

import re
from datetime import date

from detectors.dates import date_near_in, dates_in
from detectors.forms import FormRole, role_of
from detectors.pages import PageModel
from detectors.phrases import phrase
from detectors.texts import once_a_text
from detectors.wording import fold

YEAR_DAYS = 366
DEADLINE_IN = 600
"""Characters of a block in which a deadline is looked for."""
_UPDATED = phrase("findability", "updated")
_DEADLINE = phrase("findability", "deadline")
_FEEDBACK = phrase("findability", "asks_feedback")


def reading_grade(text: str) -> float | None:
    """Return the automated readability index (letters per word, words per sentence), None under 60 words."""
    words = re.findall(r"[A-Za-zÀ-ž']+", text)
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)|\n", text)))
    if len(words) < 60:
        return None
    return max(0.0, 4.71 * sum(map(len, words)) / len(words) + 0.5 * len(words) / sentences - 21.43)


def is_stale(page: PageModel, as_of: date) -> bool | None:
    """Return whether a page shows a passed deadline or a stamp older than a year; None if it shows no date."""
    # Line by line, since the folding of what menus and footers say is kept.
    lines = (fold(b.text) for b in page.blocks if len(b.text) < 200)
    stamp = date_near_in(" ".join(line for line in lines if line), _UPDATED)
    passed = False
    for block, said in zip(page.main_blocks(), page.folded_blocks, strict=True):
        folded = said if len(block.text) <= DEADLINE_IN else fold(block.text[:DEADLINE_IN])
        if _DEADLINE.search(folded):
            days = [d.day for d in dates_in(folded) if d.exact]
            passed |= bool(days) and max(days) < as_of
    if stamp is None and not passed:
        return None
    return passed or (stamp is not None and (as_of - stamp).days > YEAR_DAYS)


def asks_feedback(page: PageModel) -> bool:
    """Return whether the page asks about itself: a form, or a link in so many words."""
    if any(role_of(form, page) is FormRole.FEEDBACK for form in page.forms):
        return True
    return any(_asks(b.text[:160]) for b in page.blocks)


@once_a_text
def _asks(text: str) -> bool:
    return bool(_FEEDBACK.search(fold(text)))
