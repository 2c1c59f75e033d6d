"""Pages at the end of a look-up: the answer for one address, or a list of addresses to choose from.

A crawl seldom meets them, for it submits no form; archives hold them. Such a page proves the look-up that led to it.
What holds for everybody ("collections over Christmas") is no answer: the page must show that it is of one address.
"""

from __future__ import annotations

from collections.abc import Iterator

from detectors.pages import MAIN, Block, PageModel
from detectors.phrases import phrase
from detectors.wording import POSTCODE, count_words, fold

ANSWERS = {"S05": phrase("answers", "bin_days")}
"""Service -> the words that, beside a date, answer it."""
_DATES = phrase("answers", "dates")
_OTHER = phrase("answers", "other_address")
_KEYS = phrase("answers", "address_keys")
_OFFICE = phrase("answers", "offices")
_CHOOSE = phrase("answers", "choose_address")
NEAR = 4
"""Blocks after the words within which the date stands: the cells of a row, the lines of a card."""
BEFORE = 10
"""Lines before the answer among which its address is printed."""
ADDRESS_WORDS = 25
"""Most words of a line that is an address, and not a paragraph with a postcode in it."""
LABEL_WORDS = 40
"""Most words of a line that carries an answer; a paragraph tells of rules."""
_FEWEST_COMMAS = 2


def answer_on(page: PageModel, service: str) -> str:
    """Return the words that answer the service for one address, '' if the page holds no such answer.

    service: a code; only those of ANSWERS have answers that stand on a page of their own.
    """
    asked = ANSWERS.get(service)
    if asked is None or not _DATES.search(page.folded_text(20_000)):
        return ""
    blocks = [block for block in page.blocks if block.region == MAIN and not block.unseen]
    for place, block in enumerate(blocks):
        text = fold(block.text[:300])
        answers = count_words(text) <= LABEL_WORDS and asked.search(text) and _dated(blocks[place : place + NEAR])
        if answers and _is_of_one_address(page, blocks[max(0, place - BEFORE) : place + 1]):
            return block.text
    return ""


def _dated(near: list[Block]) -> bool:
    return any(count_words(one.text) <= LABEL_WORDS and _DATES.search(fold(one.text[:300])) for one in near)


def _is_of_one_address(page: PageModel, before: list[Block]) -> bool:
    """Return whether a page shows for which address it speaks: kept in the page, printed before, or to be changed.

    before: the lines down to the answer. An address of the council's own offices is none to collect from.
    """
    if _KEYS.search(page.url) or any(_KEYS.search(name) for form in page.forms for name, _ in form.hidden):
        return True
    printed = (one.text for one in before if POSTCODE.search(one.text) and count_words(one.text) <= ADDRESS_WORDS)
    if any(not _OFFICE.search(fold(text)) for text in printed):
        return True
    return any(_OTHER.search(fold(text[:120])) for text in _pressed(page))


def _pressed(page: PageModel) -> Iterator[str]:
    yield from (link.text for link in page.main_links())
    yield from (button for form in page.forms for button in form.buttons)


def addresses_to_choose(page: PageModel) -> str:
    """Return the words by which a page asks for one address of a list of links, '' if it does not."""
    asks = next(
        (b.text for b in page.main_blocks() if count_words(b.text) <= LABEL_WORDS and _CHOOSE.search(fold(b.text))), ""
    )
    listed = any(_is_address(link.text) for link in page.main_links())
    return asks if asks and listed else ""


def _is_address(text: str) -> bool:
    """Return whether the words of a link are an address: a number, and parts with commas between, or a postcode."""
    if count_words(text) > ADDRESS_WORDS:
        return False
    numbered = any(character.isdigit() for character in text)
    return numbered and (text.count(",") >= _FEWEST_COMMAS or bool(POSTCODE.search(text)))
