"""The changelog goes by version and day, the newest first, and the newest is the version of the project."""

import re
import tomllib
from datetime import datetime

from tests.docs.reading import ROOT

HEADINGS = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_versions_stand_with_their_day_and_the_newest_first():
    released = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+), (\d+ \w+ \d{4})", one) for one in HEADINGS if one != "Unreleased"]
    assert all(released)
    told = [(tuple(map(int, one.groups()[:3])), datetime.strptime(one[4], "%d %B %Y")) for one in released]
    assert told == sorted(told, reverse=True)


def test_the_newest_version_is_that_of_the_project():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert next(one for one in HEADINGS if one != "Unreleased").startswith(f"{version}, ")
