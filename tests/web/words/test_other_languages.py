"""Another language: its plurals, numbers and dates, what it lacks, and what is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from models import Message
from web.pages.words import capital, type_name, type_plural
from web.words import extract, language
from web.words import format as fmt
from web.words.catalogue import english, misfit, other, word
from web.words.language import CLOSE, FOLDERS, OPEN, OTHERS, books, is_whole, say, say_n, speaking, texts

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "data"
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
HEAD += (
    '"Plural-Forms: nplurals=6; plural=(n == 0 ? 0 : n == 1 ? 1 : n == 2 ? 2 : n == 3 ? 3 : n == 6 ? 4 : 5);\\n"\n\n'
)


@pytest.fixture
def welsh():
    with speaking("cy"):
        yield


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 cyngor"), (1, "1 cyngor"), (2, "2 gyngor"), (3, "3 chyngor"), (4, "4 cyngor"), (6, "6 chyngor"),
     (7, "7 cyngor"), (1234, "1,234 cyngor")],
)  # fmt: skip
def test_a_number_of_things_mutates_as_welsh_asks(welsh, n: int, said: str):
    assert say_n("%(n)s council", "%(n)s councils", n) == said


def test_the_types_of_council_have_a_form_for_each_number_and_one_for_several(welsh):
    assert [type_name("county", n) for n in (1, 2, 3, 5, 6)] == [
        "cyngor sir", "gyngor sir", "chyngor sir", "cyngor sir", "chyngor sir",
    ]  # fmt: skip
    assert type_plural("county") == "cynghorau sir"


@pytest.mark.parametrize(
    ("iso", "said"),
    [("2026-01-01", "1 Ionawr 2026"), ("2026-09-26", "26 Medi 2026"), ("2026-11", "Tachwedd 2026"),
     (None, "ddim yn hysbys"), ("soon", "soon")],
)  # fmt: skip
def test_a_date_is_welsh(welsh, iso: str | None, said: str):
    assert fmt.long_date(iso) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "1af"), (2, "2il"), (3, "3ydd"), (5, "5ed"), (8, "8fed"), (11, "11eg"), (12, "12fed"), (15, "15fed"),
     (18, "18fed"), (19, "19eg"), (20, "20fed"), (21, "21ain"), (30, "30ain"), (100, "100fed"), (101, "101ain")],
)  # fmt: skip
def test_an_ordinal_is_welsh(welsh, number: int, said: str):
    assert fmt.ordinal(number) == said


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["ci"], "ci"), (["Lloegr", "Cymru"], "Lloegr a Cymru"), (["tŷ", "afal"], "tŷ ac afal"),
     (["Cymru", "Gogledd Iwerddon", "Lloegr", "Yr Alban"], "Cymru, Gogledd Iwerddon, Lloegr a’r Alban")],
)  # fmt: skip
def test_several_are_joined_as_welsh_does(welsh, items: list[str], said: str):
    assert fmt.listing(items) == said


def test_values_are_welsh(welsh):
    assert fmt.rank_text(12, 31, 164) == "12 i 31 o 164"
    assert fmt.percent(0.001) == "llai nag 1%" and fmt.percent(0.87) == "87%"
    assert fmt.value_text(2, "ordinal", "platforms") == "2 blatfform"
    assert fmt.value_text(3.4, "goalpost", "seconds") == "3.4 eiliad"
    assert fmt.score_text(None) == "ddim yn hysbys"


def test_a_message_of_data_is_welsh_with_its_values(welsh):
    told = Message("library_catalogue.runs_on", {"product": "Spydus", "day": "2026-09-01"})
    assert word(told) == "Catalog y llyfrgell ar-lein: Spydus (rhestr 1 Medi 2026)"


def test_what_is_lacking_is_english_throughout_and_marked(welsh):
    lacking = Message("govwifi.offered", {"name": "Leeds", "day": "2026-09-26"})
    assert word(lacking) == f"{OPEN}Offers GovWifi; listed as Leeds on 26 September 2026{CLOSE}"
    assert say("A sentence that nobody wrote, %(a)s", a="b") == f"{OPEN}A sentence that nobody wrote, b{CLOSE}"
    assert say_n("%(n)s qqq", "%(n)s qqqs", 2) == f"{OPEN}2 qqqs{CLOSE}"
    assert capital(f"{OPEN}some words{CLOSE}") == f"{OPEN}Some words{CLOSE}"


def test_a_language_ends_with_its_block():
    with speaking("cy"):
        with speaking("en"):
            assert say("Yes") == "Yes"
        assert say("Yes") == "Ydy"
    assert say("Yes") == "Yes"


@pytest.mark.parametrize("code", OTHERS)
def test_every_translation_fits_the_english_and_nothing_of_the_pages_is_lacking(code: str):
    found = extract.report(code, DATA)
    assert (found.wrong, found.obsolete) == ([], [])
    # Messages of data that only English pages show may wait, and what a new source or indicator is called; sentences
    # and all other documents of translated pages may not.
    owed = {key: where for key, where in found.untranslated.items() if not where.endswith(".po")}
    assert owed.keys() - {(text,) for text in found.waiting} == set()
    assert other(code).entries


def test_what_a_new_source_shows_waits_for_a_translator_by_its_name(tmp_path: Path):
    shutil.copytree(DATA / "register", tmp_path / "register")
    for file in ("framework.toml", "editions.toml", "detector-grades.json", "life-events.toml"):
        shutil.copy(DATA / file, tmp_path)
    before = extract.report("cy", tmp_path)
    fact = '[[fact]]\ncode = "Z01F"\nname = "Toy library"\ndimension = "D1"\nmeasure = "library_catalogue"\n'
    fact += 'variant_of = ""\napplies_to = "all"\nwhy_not = "Kept by volunteers."\n'
    with (tmp_path / "framework.toml").open("a", encoding="utf-8") as file:
        file.write(fact)
    after = extract.report("cy", tmp_path)
    assert after.untranslated.keys() - before.untranslated.keys() == {("Toy library",)}
    assert [one for one in after.waiting if one not in before.waiting] == ["Toy library"]
    answer = CliRunner().invoke(main, ["messages", "--check", "--data", str(tmp_path)])
    assert answer.exit_code == 0 and "waits for a translator: “Toy library”\n" in answer.output


@pytest.mark.parametrize("code", OTHERS)
def test_no_translation_has_straight_quotation_marks_outside_tags(code: str):
    for file, book in books(FOLDERS / code).items():
        for one in book:
            said = re.sub(r"<[^>]*>", "", " ".join(texts(one.string))) if one.id else ""
            assert '"' not in said and OPEN not in said, (file, one.id)


TAGGED = '"%(share)s <small>of what we ask of it</small>"'
WRONG = [
    ('msgid "list.absent"\nmsgstr "Dim cofnod"\n', "its words have the values none; the English has day"),
    ('msgid "list.absent"\nmsgstr "{day} {dydd}"\n', "its words have the values day, dydd; the English has day"),
    ('msgid "list.absent"\nmsgid_plural "list.absent"\n' + "".join(f'msgstr[{n}] "{{day}}"\n' for n in range(6)),
     "has a plural in one language only"),
    ('msgid "Run by %(operator)s."\nmsgstr "Gweithredwr"\n', "the values none; the English has operator"),
    ('msgid "under 1%%"\nmsgstr "llai nag 1%"\n', "a per cent sign stands alone"),
    (f'msgid {TAGGED}\nmsgstr "%(share)s o’r hyn"\n', "other tags"),
    (f'msgid {TAGGED}\nmsgstr "<small>%(share)s</small><script>"\n', "other tags"),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "said"), WRONG)
def test_a_translation_that_does_not_fit_is_found_and_refused(tmp_path: Path, entry: str, said: str):
    (tmp_path / "cy").mkdir()
    (tmp_path / "cy" / "some.po").write_text(HEAD + entry, encoding="utf-8")
    (one,) = [one for one in books(tmp_path / "cy")["some.po"] if one.id]
    assert is_whole(one) and said in misfit(one, english())


def test_the_command_ends_with_what_is_wrong_only_when_it_is_to_check(tmp_path: Path):
    (tmp_path / "cy").mkdir()
    (tmp_path / "cy" / "some.po").write_text("\n".join([HEAD, WRONG[0][0], WRONG[3][0]]), encoding="utf-8")
    answer = CliRunner().invoke(main, ["messages", "--check", "--words", str(tmp_path)])
    assert answer.exit_code == 1 and " 2 wrong" in answer.output
    for name, said in (("'list.absent'", "day"), ("'Run by %(operator)s.'", "operator")):
        assert f"wrong: cy/some.po: {name}: its words have the values none; the English has {said}" in answer.output
    assert CliRunner().invoke(main, ["messages", "--words", str(tmp_path)]).exit_code == 0


def test_the_command_counts_what_is_there_lacking_and_obsolete(tmp_path: Path):
    (tmp_path / "cy").mkdir()
    entries = 'msgid "Yes"\nmsgstr "Ydy"\n\nmsgid "No"\nmsgstr ""\n\n#, fuzzy\nmsgid "Score"\nmsgstr "Sgôr"\n\n'
    (tmp_path / "cy" / "some.po").write_text(f'{HEAD}{entries}msgid "Gone"\nmsgstr "Wedi mynd"\n', encoding="utf-8")
    answer = CliRunner().invoke(main, ["messages", "--check", "--words", str(tmp_path)])
    assert answer.exit_code == 0
    assert answer.output.startswith("cy (Cymraeg): 1 translated, ") and "1 obsolete, 0 wrong" in answer.output
    assert "obsolete: cy/some.po: 'Gone'" in answer.output
    to_fill = CliRunner().invoke(main, ["messages", "--to-fill", "cy", "--words", str(tmp_path)]).output
    assert 'msgid "Score"\nmsgstr ""' in to_fill and 'msgid "Yes"' not in to_fill
    assert "#. day: date" in to_fill and 'msgid_plural "type.county"\nmsgstr[0] ""\nmsgstr[1] ""' in to_fill


def test_a_file_that_is_no_po_is_refused_by_name(tmp_path: Path):
    (tmp_path / "cy").mkdir()
    (tmp_path / "cy" / "some.po").write_text("nonsense\n", encoding="utf-8")
    answer = CliRunner().invoke(main, ["messages", "--words", str(tmp_path)])
    assert "some.po: " in str(answer.exception)


@pytest.mark.parametrize(("entry", "said"), WRONG)
def test_the_site_does_not_start_with_a_translation_that_does_not_fit(tmp_path: Path, monkeypatch, entry, said):
    (tmp_path / "cy").mkdir()
    (tmp_path / "cy" / "some.po").write_text(HEAD + entry, encoding="utf-8")
    monkeypatch.setattr("web.words.catalogue.FOLDERS", tmp_path)
    with pytest.raises(language.WordsError, match=r"cy/some\.po: "):
        other.__wrapped__("cy")
