"""The phrases of data/phrases/: a wrong file is refused by name, and every group is one that a detector reads."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from detectors.phrases import FOLDER, PhraseError, load_phrases, phrase
from detectors.site.questions import FOLDER as QUESTIONS
from detectors.site.questions import GROUPS
from detectors.site_pages import SitePageError, load_site_pages

DETECTORS = Path(__file__).resolve().parents[2] / "detectors"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a", "x.toml: cannot be read: it is not TOML in UTF-8: Expected"),
        ("a = 1", '"a": found 1, expected a table .a.'),
        (
            '[a]\nread = "words"\nsome = []',
            'x.toml: a: field "some": found .*, expected one of the fields read, any, any_case',
        ),
        ('[a]\nread = "letters"\nany = ["b"]', "x.toml: a: field \"read\": found 'letters', expected one of words"),
        ('[a]\nany = ["b"]', 'x.toml: a: field "read": found nothing, expected one of words'),
        ('[a]\nread = "words"', 'x.toml: a: field "any": found nothing, expected a list'),
        ('[a]\nread = "words"\nany = []', 'x.toml: a: field "any": found \\[\\], expected a list'),
        ('[a]\nread = "words"\nany = [""]', "x.toml: a: field \"any\": found '', expected a list of texts"),
        ("[a]\nread = ['words']\nany = ['b']", 'x.toml: a: field "read": found ..words.., expected one of words'),
        ('[a]\nread = "words"\nany = ["b", " "]', "x.toml: a: field \"any\": found ' ', expected a list of texts"),
        ('[a]\nread = "words"\nany = [3]', 'x.toml: a: field "any": found 3, expected a list of texts'),
        (
            '[a]\nread = "words"\nany = ["b)", "(c"]',
            "x.toml: a: field \"any\": found 'b\\)', expected a regular expression",
        ),
        (
            '[a]\nread = "words"\nany = ["b"]\nany_case = 1',
            'x.toml: a: field "any_case": found 1, expected true or false',
        ),
    ],
)
def test_a_wrong_file_is_refused_with_file_group_field_and_value(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "x.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PhraseError, match=says):
        load_phrases(tmp_path / "x.toml")


def test_a_file_that_is_not_utf_8_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_bytes('# \u00e9\n[a]\nread = "words"\nany = ["b"]'.encode("latin-1"))
    with pytest.raises(PhraseError, match="x.toml: cannot be read: it is not TOML in UTF-8: .utf-8. codec"):
        load_phrases(tmp_path / "x.toml")
    with pytest.raises(SitePageError, match="x.toml: cannot be read: it is not TOML in UTF-8"):
        load_site_pages(tmp_path / "x.toml")


def test_a_file_or_group_that_is_not_there_is_named() -> None:
    with pytest.raises(PhraseError, match="nowhere.toml: cannot be read"):
        phrase("nowhere", "any")
    with pytest.raises(PhraseError, match=r"limits.toml: \[sideways\] is missing"):
        phrase("limits", "sideways")


@pytest.mark.parametrize(
    ("read", "matched"),
    [
        ("words", ["a bin day", "bin"]),
        ("word starts", ["a bin day", "bin", "bins"]),
        ("whole text", ["bin"]),
        ("text starts", ["bin", "bins"]),
        ("as written", ["a bin day", "bin", "bins", "cabin"]),
    ],
)
def test_how_a_group_reads_a_text(tmp_path: Path, read: str, matched: list[str]) -> None:
    (tmp_path / "x.toml").write_text(f'[a]\nread = "{read}"\nany = ["sack", "bin"]', encoding="utf-8")
    pattern = load_phrases(tmp_path / "x.toml")["a"].pattern
    assert [text for text in ("a bin day", "bin", "bins", "cabin", "BIN") if pattern.search(text)] == matched


def _groups_read() -> set[tuple[str, str]]:
    found = set()
    for path in DETECTORS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("phrase", "word_set"):
                found.add(tuple(ast.literal_eval(argument) for argument in node.args if _is_written(argument)))
    for path in QUESTIONS.glob("*.toml"):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).values():
            found |= {(path.stem, value) for name, value in entry.items() if name in GROUPS and isinstance(value, str)}
    return found - {()}


def _is_written(argument: ast.expr) -> bool:
    """A question of data/questions/ names its groups there, and not in the code that reads them."""
    return isinstance(argument, ast.Constant)


def test_every_group_is_read_by_a_detector_and_explained() -> None:
    files = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml")}
    groups = {(name, group) for name, text in files.items() for group in tomllib.loads(text)}
    assert groups == _groups_read()
    for name, group in groups:
        before, _, _ = files[name].partition(f"\n[{group}]\n")
        assert before.splitlines()[-1].startswith("# "), f"{name}.toml: [{group}] has no comment"
