"""What a page is in a browser's sample, and what is kept of it. The website asks this too: it loads nothing."""

from __future__ import annotations

from enum import StrEnum

PAGES_FILE, COOKIES_FILE = "pages.json", "cookies.json"
"""What is kept for a reader to check: beside `pages` what was found on each page, beside T10 the cookies left."""


class Role(StrEnum):
    """What a page is in the sample. A shell is one that had nothing to read without scripts."""

    HOME = "home"
    TASK = "task"
    FORM = "form"
    SHELL = "shell"
