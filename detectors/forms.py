"""What a form on a page is for, told from its fields, labels and buttons alone."""

from __future__ import annotations

from enum import StrEnum

from detectors.pages import ASIDE, CONSENT, FOOTER, HEADER, MAIN, NAV, Field, Form, PageModel, once_a_page
from detectors.phrases import phrase
from detectors.wording import fold
from models import Message

TASK_FIELDS = 3
"""Fewest things to fill in for a form to carry out a task (framework, section 2)."""


_SEARCH_ADDRESS = phrase("forms", "search_addresses")
_FINDER = phrase("forms", "finders")
_EMAIL_FIELD = phrase("forms", "email_field")


class FormRole(StrEnum):
    """What a person gets done with a form."""

    NONE = "none"
    SEARCH = "site search"
    CONSENT = "cookie choice"
    FEEDBACK = "page feedback"
    NEWSLETTER = "newsletter"
    LOGIN = "sign-in"
    LOOKUP = "look-up by place"
    FINDER = "search of a register or directory"
    CONTACT = "general contact"
    SURVEY = "survey"
    START = "start button"
    STEP = "first step of a form"
    TASK = "form"

    @property
    def called(self) -> Message:
        """What a form of this role is called to a reader."""
        return Message(f"form.{self.name.lower()}")


ACTING = frozenset((FormRole.TASK, FormRole.STEP, FormRole.LOGIN, FormRole.LOOKUP, FormRole.FINDER))
"""Roles that let a person do something; a start button only leads there."""

_SEARCH = phrase("forms", "search_fields")
_SITE = phrase("forms", "whole_site")
_PLACE = phrase("forms", "place_fields")
_ADDRESS = phrase("forms", "address_fields")
_PERSONAL = phrase("forms", "personal_fields")
_FEEDBACK = phrase("forms", "feedback")
_NEWSLETTER = phrase("forms", "newsletter")
_SURVEY = phrase("forms", "survey")
_CONTACT = phrase("forms", "contact")
_STEP = phrase("forms", "step_buttons")
_NEAREST = phrase("forms", "nearest")
_SEARCHES = phrase("forms", "search_buttons")
_IDLE_BUTTON = phrase("forms", "idle_buttons")
"""Buttons of banners, menus and questions about the page, which lead nowhere."""
_PAY = phrase("forms", "pay_fields")


def fields_of(form: Form) -> list[Field]:
    """Return what a person is asked for: traps left out, each group of radio buttons or tick boxes once."""
    seen: set[str] = set()
    kept = []
    for field in form.fields:
        if field.trap or field.kind == "search":
            continue
        key = f"{field.kind}:{field.name}" if field.kind in ("radio", "checkbox") and field.name else ""
        if key and key in seen:
            continue
        seen.add(key)
        kept.append(field)
    return kept


def asks_address(form: Form) -> bool:
    """Return whether a form can be answered for one address: it asks for a postcode, a street or the address."""
    return any(_ADDRESS.search(field.label) for field in form.fields if not field.trap)


def role_of(form: Form, page: PageModel) -> FormRole:
    """Return what the form is for; NONE if nothing can be done with it."""
    return _roles(page).get(id(form)) or _role(form, page)


@once_a_page
def _roles(page: PageModel) -> dict[int, FormRole]:
    """Return the role of each form of a page by its identity: forms may be equal, and to compare them is dear."""
    return {id(form): _role(form, page) for form in page.forms}


def _role(form: Form, page: PageModel) -> FormRole:
    if form.region == CONSENT:
        return FormRole.CONSENT
    fields = fields_of(form)
    labels = " | ".join(f.label for f in form.fields if not f.trap)
    around = fold(" ".join((form.heading, form.name, *form.buttons)))
    if any(f.kind == "password" for f in fields):
        return FormRole.LOGIN
    if _is_search(form, labels):
        return _search_kind(form, page, labels)
    return _by_words(form, page, fields, labels, around)


def _by_words(form: Form, page: PageModel, fields: list[Field], labels: str, around: str) -> FormRole:
    words = f"{labels} {around}"
    if _FEEDBACK.search(words) and len(fields) <= 4:
        return FormRole.FEEDBACK
    if len(fields) == 1 and (fields[0].kind == "email" or _EMAIL_FIELD.search(fields[0].label)):
        return FormRole.NEWSLETTER
    if _NEWSLETTER.search(words) and len(fields) <= 2:
        return FormRole.NEWSLETTER
    if not fields:
        return FormRole.START if _is_start(form) else FormRole.NONE
    title = fold(f"{page.title} {page.h1}")
    if _SURVEY.search(title):
        return FormRole.SURVEY
    if len(fields) <= 2 and _NEAREST.search(f"{labels} {fold(' '.join(form.buttons))} {fold(form.name)}"):
        return FormRole.NONE
    searches = bool(form.buttons) and all(_SEARCHES.search(fold(button)) for button in form.buttons)
    most = 6 if searches else 3
    if len(fields) <= most and _PLACE.search(labels) and not _PERSONAL.search(labels):
        return FormRole.LOOKUP
    if form.region in (FOOTER, ASIDE, HEADER):
        return FormRole.NONE
    if _CONTACT.search(fold(page.h1 or page.title)) or (
        _CONTACT.search(fold(form.heading)) and form.heading != page.h1
    ):
        return FormRole.CONTACT
    return _task(form, fields, labels, around)


def _is_start(form: Form) -> bool:
    """Return whether a form with nothing to fill in is a button that leads on: a GET form of the content's own."""
    pressed = [fold(button) for button in form.buttons if button]
    if form.method != "get" or form.loose or form.fields or form.region in (HEADER, FOOTER, NAV, ASIDE):
        return False
    return bool(pressed) and not all(_IDLE_BUTTON.match(button) for button in pressed)


def _task(form: Form, fields: list[Field], labels: str, around: str) -> FormRole:
    if len(fields) >= TASK_FIELDS or any(f.kind == "file" for f in fields):
        return FormRole.TASK
    if _PAY.search(f"{labels} {around}") and form.buttons:
        return FormRole.TASK
    if form.buttons and (_STEP.search(around) or form.method == "post"):
        return FormRole.STEP
    return FormRole.FINDER if _finds(form) else FormRole.NONE


def _finds(form: Form) -> bool:
    """Return whether a form asks for words or a choice and changes nothing: it looks something up in a list."""
    return form.region == MAIN and form.method == "get" and bool(form.buttons) and not form.loose


def _is_search(form: Form, labels: str) -> bool:
    typed = [f for f in form.fields if not f.trap and f.kind not in ("radio", "checkbox", "select")]
    if form.search and len(typed) <= 2:
        return True
    if any(f.kind == "search" for f in typed) and len(typed) <= 2:
        return True
    return len(typed) == 1 and bool(_SEARCH.search(labels)) and not _PERSONAL.search(labels)


def _search_kind(form: Form, page: PageModel, labels: str) -> FormRole:
    words = f"{labels} {fold(' '.join(form.buttons))}"
    if form.region == MAIN and _PLACE.search(labels) and not _SITE.search(words):
        return FormRole.LOOKUP
    own = _SEARCH_ADDRESS.search(form.action.lower())
    if form.region != MAIN or _SITE.search(words) or (own and not (_named_finder(words) or _opens_directory(page))):
        return FormRole.SEARCH
    named = _named_finder(f"{words} {fold(page.h1)} {fold(form.heading)}")
    return FormRole.FINDER if named else FormRole.SEARCH


def _opens_directory(page: PageModel) -> bool:
    """Return whether a page is the first of a website that is itself a register or directory, as its heading says."""
    return page.url.partition("://")[2].rstrip("/") == page.host and _named_finder(fold(page.h1))


def _named_finder(words: str) -> bool:
    return bool(_FINDER.search(words))
