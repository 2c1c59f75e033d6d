"""Sentences that take a promise back: "not online", "unavailable", "closed", "no need to apply"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from detectors.cues import Cues
from detectors.pages import MAIN, NOTICE, PageModel, once_a_page
from detectors.phrases import phrase
from detectors.sieve import sieve_of, words_of
from detectors.texts import once_a_text
from detectors.wording import fold

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_CONDITION = phrase("limits", "condition")
_SYSTEM = phrase("limits", "systems")
"""What can be out of order, or over, so that a task cannot be done online."""
_THING = phrase("limits", "things")
"""What the council looks after: a lamp that does not work is the task, an office that is closed another way in."""
_ONLINE_PART = phrase("limits", "online_parts")
_THIS = phrase("limits", "this_one")
_PARTLY = phrase("limits", "partly")
"""What follows a limit of place, people or hours: for everybody else the way is open."""
_LATER = phrase("limits", "later")
_KINDS = {
    "offline_only": phrase("limits", "not_online"),
    "unavailable": phrase("limits", "down"),
    "closed": phrase("limits", "closed"),
    "automatic": phrase("limits", "automatic"),
}
_SIEVE = sieve_of({kind: [(pattern,)] for kind, pattern in _KINDS.items()})


@dataclass(frozen=True, slots=True)
class Limit:
    """A sentence that limits what can be done. kind: offline_only, unavailable, closed or automatic."""

    kind: str
    sentence: str


def limits_on(page: PageModel, service: str, cues: Cues) -> list[Limit]:
    """Return the limits that the page states about this service, in order; [] if none.

    A banner counts only when it names this service or "this form"; one that names another service, or an
    outage yet to come, is about something else.
    """
    found = []
    for region, stated in _stated(page):
        kinds = (kind for kind in stated.kinds if _concerns(stated.folded, kind, region, service, cues))
        if (kind := next(kinds, None)) is not None:
            found.append(Limit(kind, stated.sentence))
    return found


@dataclass(frozen=True, slots=True)
class _Stated:
    """A sentence that limits something, whatever the service: in which ways, in order."""

    kinds: tuple[str, ...]
    sentence: str
    folded: str


@once_a_page
def _stated(page: PageModel) -> tuple[tuple[str, _Stated], ...]:
    """Return the region and the sentence of each limit on a page, in order."""
    said = (block for block in page.blocks if block.region in (MAIN, NOTICE) and len(block.text) > 12)
    return tuple((block.region, one) for block in said if not block.unseen for one in _stated_in(block.text))


@once_a_text
def _stated_in(text: str) -> tuple[_Stated, ...]:
    if not _SIEVE.lets_through(words_of(fold(text))):
        return ()
    found = []
    for sentence in _SENTENCE.split(text):
        folded = fold(sentence[:500])
        if kinds := tuple(_kinds(sentence, folded)):
            found.append(_Stated(kinds, sentence, folded))
    return tuple(found)


def _kinds(sentence: str, folded: str) -> Iterator[str]:
    possible = _SIEVE.lets_through(words_of(folded))
    for kind, pattern in _KINDS.items():
        match = pattern.search(folded) if kind in possible else None
        if (
            match
            and not sentence.rstrip().endswith("?")
            and (kind not in ("unavailable", "closed") or _is_a_way_to_act(folded))
            and not _PARTLY.search(folded[match.end() :])
            and not _CONDITION.search(folded[: match.start() + 12])
        ):
            yield kind


def _is_a_way_to_act(folded: str) -> bool:
    """Return whether what a sentence calls broken or closed is a form, scheme or service, not a lamp or an office."""
    if _THING.search(folded):
        return bool(_ONLINE_PART.search(folded))
    return bool(_SYSTEM.search(folded))


def _concerns(folded: str, kind: str, region: str, service: str, cues: Cues) -> bool:
    named = cues.services_in(folded)
    if service in named:
        return kind != "unavailable" or not _LATER.search(folded)
    if any(score > 1 for score in named.values()):
        return False
    if region == NOTICE or kind == "unavailable":
        return bool(_THIS.search(folded)) and not _LATER.search(folded)
    return kind != "closed" or bool(_THIS.search(folded)) or not named
