"""The editions file: strict, oldest first, one that the site can show."""

from pathlib import Path

import pytest

from edition.editions import current_edition, load_editions
from errors import EditionError

GOOD = """
[[edition]]
code = "{code}"
title = "An edition"
as_of = {as_of}
scope = "open-data"
status = "{status}"
framework = "0.1.0"
"""


def written(tmp_path: Path, *entries: tuple[str, str, str]) -> Path:
    path = tmp_path / "editions.toml"
    path.write_text("".join(GOOD.format(code=c, as_of=a, status=s) for c, a, s in entries))
    return path


def test_editions_come_oldest_first_and_the_site_shows_the_newest_that_is_no_back_cast(tmp_path):
    path = written(
        tmp_path, ("b", "2026-11-21", "preview"), ("a", "2024-01-01", "back-cast"), ("c", "2027-01-01", "back-cast")
    )
    editions = load_editions(path)
    assert [edition.code for edition in editions] == ["a", "b", "c"]
    assert current_edition(editions).code == "b"


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        ((("a", "2026-11-21", "draft"),), 'field "status"'),
        ((("a", '"yesterday"', "preview"),), 'field "as_of"'),
        (
            (("a", "2026-11-21", "preview"), ("a", "2026-11-22", "preview")),
            'code": found .a., expected one that no',
        ),
        ((("a", "2026-11-21", "back-cast"),), "at least one"),
        ((), "one at least"),
    ],
)
def test_a_wrong_editions_file_is_refused_by_name(tmp_path, entries, says):
    with pytest.raises(EditionError, match=says):
        load_editions(written(tmp_path, *entries))


def test_unknown_fields_and_missing_files_are_refused(tmp_path):
    path = written(tmp_path, ("a", "2026-11-21", "preview"))
    path.write_text(path.read_text() + 'colour = "red"\n')
    with pytest.raises(EditionError, match="colour"):
        load_editions(path)
    with pytest.raises(EditionError, match="none.toml: cannot be read"):
        load_editions(tmp_path / "none.toml")
