"""Pages on a service that is not to be had: they say that another body provides it, or that it has ended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.cues import Cues
from detectors.pages import PageModel, once_a_page
from detectors.phrases import phrase
from detectors.services.relevance import title_of
from detectors.texts import once_a_text
from detectors.wording import fold, quote
from models import Message

_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_BY_OTHERS = phrase("limits", "done_by_others")
_OURS = phrase("limits", "done_by_us")
_DENIES = phrase("limits", "denies")
_ENDED = phrase("limits", "ended")
_ENDED_TITLE = phrase("limits", "ended_titles")
_STARTS_AGAIN = phrase("limits", "starts_again")


def not_here(page: PageModel, service: str, cues: Cues) -> Message | None:
    """Return what the page says against having the service from this council, None if it says nothing.

    It is asked only of pages that offer no way to act. What another body does beside the council's own work, and a
    season that will begin again, say nothing against the service.
    """
    said = _sentences(page)
    if any(_STARTS_AGAIN.search(folded) for _, folded in said):
        return None
    title = title_of(page)
    if _ENDED_TITLE.search(fold(title)):
        return Message("step.ended", {"sentence": quote(title)})
    if ended := next((text for text, folded in said if _ENDED.search(folded)), ""):
        return Message("step.ended", {"sentence": quote(ended)})
    if any(_OURS.search(folded) for _, folded in said):
        return None
    before = ("", *(folded for _, folded in said))
    others = (
        text
        for (text, folded), last in zip(said, before, strict=False)
        if _BY_OTHERS.search(folded) and _is_about(f"{folded} {last if _DENIES.search(last) else ''}", service, cues)
    )
    found = next(others, "")
    return Message("step.done_by_others", {"sentence": quote(found)}) if found else None


def _is_about(folded: str, service: str, cues: Cues) -> bool:
    """Return whether a sentence, with a denial before it ("We do not."), speaks of the service or its subject."""
    return bool(cues.services[service].subject.search(folded)) or service in cues.services_in(folded[:200])


@once_a_page
def _sentences(page: PageModel) -> tuple[tuple[str, str], ...]:
    """Return the sentences of the content, as written and folded."""
    return tuple(pair for block in page.main_blocks() for pair in _split(block.text[:800]))


@once_a_text
def _split(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(_each(text))


def _each(text: str) -> Iterator[tuple[str, str]]:
    for sentence in _SENTENCES.split(text):
        if not sentence.endswith("?"):
            yield sentence, fold(sentence[:400])
