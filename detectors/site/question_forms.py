"""The forms that questions about a whole site share: a question of data/questions/ names its form and fills it in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from detectors.confidence import ADDRESSES, SIGNS_MET, STAND_IN
from detectors.dates import dates_in
from detectors.library import Entry
from detectors.page_kinds import Kind
from detectors.site.blocks import linked_products
from detectors.site.published_files import OPEN_FORM, newest_file
from detectors.site.view import Answer, SiteView, absent, matching_block, measured, titled, unmeasured
from detectors.wording import quote
from models import Message

BEGINNING = 1500
"""Characters of a page's text in which it says that what it announces is yet to come."""
DATED_IN = 3000
"""Characters of a page's text in which the day it is of is looked for; of one with files the first FILES_DATED_IN."""
FILES_DATED_IN = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class PageForm:
    """A page known by its title answers the question, by being there or by what it says.

    titles: words of its title or heading. leaves_out: kinds of pages that do not count. holds: words without which, as
    printed, it is another page. says: words that a part of its content must hold, which are then quoted. not_yet: words
    of its beginning that take it back. confidence: of yes; silence: of no, where such a page fails `says` or `not_yet`.
    words: outcome -> id of a message of the question's own; the general one is told otherwise. OUTCOMES: what can come
    out -> names of the values that the message is given then.
    """

    OUTCOMES: ClassVar[Mapping[str, frozenset[str]]] = {
        one: frozenset() for one in ("yes", "silent", "not_yet", "none")
    }
    titles: re.Pattern[str]
    confidence: float
    leaves_out: frozenset[Kind] = frozenset()
    holds: re.Pattern[str] | None = None
    says: re.Pattern[str] | None = None
    not_yet: re.Pattern[str] | None = None
    silence: float = SIGNS_MET
    words: Mapping[str, str] = field(default_factory=dict)

    def decide(self, view: SiteView) -> Answer:
        """Return yes by the first page that qualifies, no by the first that does not; without any, what that means."""
        pages = titled(view.own(), self.titles, self.leaves_out)
        pages = [entry for entry in pages if self.holds is None or self.holds.search(entry.page.main_text)]
        for entry in pages:
            phrase = entry.page.h1 if self.says is None else matching_block(entry.page, self.says)
            if (phrase or self.says is None) and not self._is_to_come(entry):
                return measured(1.0, self._yes(entry), confidence=self.confidence, entry=entry, phrase=phrase)
        if not pages:
            return absent(view, _own_words(self.words, "none") or Message("site.no_page"))
        first = pages[0]
        return measured(0.0, self._no(first), confidence=self.silence, entry=first, phrase=first.page.h1)

    def _is_to_come(self, entry: Entry) -> bool:
        return self.not_yet is not None and bool(self.not_yet.search(entry.page.folded_text(BEGINNING)))

    def _yes(self, entry: Entry) -> Message:
        if self.says is None:
            general = Message("site.page_found", {"title": _title(entry)})
        else:
            general = Message("site.page_says", {"title": _title(entry)})
        return _own_words(self.words, "yes") or general

    def _no(self, entry: Entry) -> Message:
        if self._is_to_come(entry):
            return _own_words(self.words, "not_yet") or Message("site.page_not_yet", {"title": _title(entry)})
        return _own_words(self.words, "silent") or Message("site.page_silent", {"title": _title(entry)})


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentPageForm:
    """A page known by its title answers the question, if the newest day printed on such pages is recent.

    titles, leaves_out, words: as in PageForm. days: how old it may be.
    title_dated: a day in the title counts too, as in "Annual report, March 2026". confidence: of both answers.
    """

    OUTCOMES: ClassVar[Mapping[str, frozenset[str]]] = {
        "newest": frozenset(("day",)), "undated": frozenset(), "none": frozenset()
    }  # fmt: skip
    titles: re.Pattern[str]
    days: int
    confidence: float
    title_dated: bool = False
    leaves_out: frozenset[Kind] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)

    def decide(self, view: SiteView) -> Answer:
        """Return whether the newest day is recent; no without one, ambiguous if it is unknown when they were read."""
        pages = titled(view.own(), self.titles, self.leaves_out)
        if not pages:
            return absent(view, _own_words(self.words, "none") or Message("site.no_page"))
        if view.as_of is None:
            return unmeasured("ambiguous", Message("site.days_not_known"))
        dated = ((dates_in(self._dated_text(entry)), entry) for entry in pages)
        known = [(max(one.day for one in found), entry) for found, entry in dated if found]
        if not known:
            first = pages[0]
            undated = _own_words(self.words, "undated") or Message("site.undated", {"title": _title(first)})
            return measured(0.0, undated, confidence=STAND_IN, entry=first, phrase=first.page.h1)
        day, entry = max(known, key=lambda pair: pair[0])
        fresh = float((view.as_of - day).days <= self.days)
        newest = _own_words(self.words, "newest", day=day) or Message("site.newest", {"day": day})
        return measured(fresh, newest, confidence=self.confidence, entry=entry, phrase=entry.page.h1)

    def _dated_text(self, entry: Entry) -> str:
        text = entry.page.main_text[:DATED_IN]
        return f"{entry.page.h1}\n{text}" if self.title_dated else text


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentFileForm:
    """Councils in England, whose duty it is, publish files on a page known by its title, and lately.

    titles, confidence: as in PageForm. days: how old the period of the newest file may be, or the newest day printed
    where no file is dated. data_only: a newest file that is not a table, such as a PDF, is a no.
    """

    titles: re.Pattern[str]
    days: int
    confidence: float
    data_only: bool = False

    def decide(self, view: SiteView) -> Answer:
        """Return whether the newest file is recent and of use; not applicable outside England."""
        if view.authority.nation != "England":
            return unmeasured("not_applicable", Message("openness.not_england"))
        pages = titled(view.own(), self.titles)
        if not pages:
            return absent(view, Message("openness.no_page"))
        if view.as_of is None:
            return unmeasured("ambiguous", Message("site.days_not_known"))
        dated = [(found, entry) for entry in pages if (found := newest_file(entry) or _printed(entry)) is not None]
        if not dated:
            undated = Message("openness.undated")
            return measured(0.0, undated, confidence=STAND_IN, entry=pages[0], phrase=pages[0].page.h1)
        (day, href), entry = max(dated, key=lambda pair: pair[0][0])
        fresh = (view.as_of - day).days <= self.days
        usable = not self.data_only or bool(OPEN_FORM.search(href)) or bool(re.search(r"\.xlsx?", href))
        message = Message("site.newest", {"day": day}) if usable else Message("openness.document_only", {"day": day})
        value = float(fresh and usable)
        return measured(value, message, confidence=self.confidence, entry=entry, phrase=entry.page.h1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductForm:
    """The council's pages link to one of these products, or are made of it.

    products: ids of data/fingerprints.toml; the first that is found answers. words: as in PageForm.
    """

    OUTCOMES: ClassVar[Mapping[str, frozenset[str]]] = {"yes": frozenset(), "none": frozenset()}
    products: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    def decide(self, view: SiteView) -> Answer:
        """Return yes by the first product that is found, as surely as it was recognised; else what its absence says."""
        linked = linked_products(view)
        for name in self.products:
            if name in linked:
                seen, entry = linked[name]
                found = _own_words(self.words, "yes") or Message("site.product", {"product": seen.product.name})
                return measured(1.0, found, confidence=min(seen.confidence, ADDRESSES), entry=entry)
        return absent(view, _own_words(self.words, "none") or Message("blocks.no_link"))


Form = PageForm | RecentPageForm | RecentFileForm | ProductForm
FORMS: dict[str, type[Form]] = {
    "page": PageForm,
    "recent page": RecentPageForm,
    "recent file": RecentFileForm,
    "product": ProductForm,
}
"""What a question of data/questions/ calls its form -> what decides it."""


def _own_words(words: Mapping[str, str], outcome: str, **values: date) -> Message | None:
    return Message(words[outcome], values) if outcome in words else None


def _title(entry: Entry) -> str:
    return quote(entry.page.h1 or entry.page.title)


def _printed(entry: Entry) -> tuple[date, str] | None:
    days = [one.day for one in dates_in(entry.page.main_text[:FILES_DATED_IN])]
    return (max(days), "") if days else None
