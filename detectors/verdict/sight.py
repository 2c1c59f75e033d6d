"""What of a page a person sees: markup that styles or classes keep out of sight until a script shows it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

_STYLE = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CLASS = re.compile(r"(?:^|\s)(?:d-none|hidden|hide|is-hidden|ng-hide|js-hidden|invisible)(?=\s|$)", re.IGNORECASE)
_SHOWN = re.compile(r"(?:^|\s)(?:d-)?(?:sm|md|lg|xl|xxl)[:-](?:block|flex|inline|grid|table|visible)", re.IGNORECASE)
"""Classes of Bootstrap and Tailwind that show again on wide screens what is hidden on narrow ones."""
_WHOLE = frozenset(("html", "body", "main"))
"""Elements that scripts hide until the page is ready: the page is in them."""


def is_out_of_sight(element: etree._Element, attrs: Mapping[str, str] | None = None) -> bool:
    """Return whether an element is hidden by itself when the page is opened, as a message kept for a failure is.

    What holds the whole page or its heading is not: a script will show it. A closed tab or accordion is, so only what
    stands nowhere until something happens may be judged by it, such as words of failure. attrs: its attributes, where
    they have been read.
    """
    said = element if attrs is None else attrs
    style, names = said.get("style"), said.get("class")
    if not (style or names) or not _hides(style, names):
        return False
    return element.tag not in _WHOLE and next(element.iter("h1", "main"), None) is None


def _hides(style: str | None, names: str | None) -> bool:
    if style and _STYLE.search(style):
        return True
    if names and ("hid" in names or "none" in names or "invisible" in names):
        return bool(_CLASS.search(names)) and not _SHOWN.search(names)
    return False
