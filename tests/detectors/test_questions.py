"""The questions of data/questions/: a wrong declaration is refused by name, and each form decides what it says."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from commands.declared_words import questions_without_words
from detectors.cues import default_cues
from detectors.fingerprints import default_fingerprints
from detectors.folded_expressions import never_folded
from detectors.library import read_library
from detectors.owners import owners_for
from detectors.pages import FileReply
from detectors.records import SearchRecord
from detectors.site.question_forms import FORMS
from detectors.site.questions import QuestionError, declared, load_questions
from detectors.site.view import Answer, SiteView
from paths import ROOT
from tests.detectors.pages import COUNCIL, shell
from web.words.catalogue import word

TITLES = '[G12.titles]\nread = "words"\nany = ["champions?"]\n'
PAGE = '[G12]\nquestion = "Are there champions?"\nform = "page"\nconfidence = "stated"\n'
RECENT = PAGE.replace('"page"', '"recent page"') + "days = 365\n"
PAYS = '[G12]\nquestion = "Is it paid?"\nform = "product"\nproducts = ["govuk-one-login", "govuk-pay"]\n'
SAYS = '[G12.says]\nread = "words"\nany = ["staff"]\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "leadership.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[G12", 'leadership.toml: cannot be read: it is not TOML in UTF-8: Expected'),
        ("G12 = 3", 'leadership.toml: G12: field "code": found 3, expected a table named by a letter and two figures'),
        (PAGE.replace("G12", "champions"), 'leadership.toml: champions: field "code": found'),
        (PAGE.replace("champions?", "champions."), "field \"question\": found 'Are there champions.', expected a text"),
        (PAGE.replace('"page"', '"pages"'), "field \"form\": found 'pages', expected one of page, recent page"),
        (PAGE.replace('"page"', "3"), 'G12: field "form": found 3, expected one of page'),
        (PAGE, 'G12: field "titles": found nothing, expected a group of phrases'),
        (PAGE.replace("confidence", "sure") + TITLES, "field \"sure\": found 'stated', expected one of the fields"),
        (PAGE.replace("stated", "certain") + TITLES, "field \"confidence\": found 'certain', expected one of reply,"),
        (PAGE.replace('confidence = "stated"', "") + TITLES, 'field "confidence": found nothing, expected one of'),
        (PAGE + 'silence = 0.7\n' + TITLES, 'G12: field "silence": found 0.7, expected one of reply'),
        (PAGE + 'leaves_out = ["gossip"]\n' + TITLES, r"field \"leaves_out\": found 'gossip', expected .* news,"),
        (PAGE + 'leaves_out = "news"\n' + TITLES, "field \"leaves_out\": found 'news', expected a list of texts,"),
        (PAGE + 'titles = "champion_titles"\n', "field \"titles\": found 'champion_titles', .*is missing"),
        (PAGE + "titles = 3\n", "G12: field \"titles\": found 3, expected a group of phrases, or the name"),
        (PAGE + TITLES.replace("words", "letters"), "leadership.toml: G12: titles: field \"read\": found 'letters'"),
        (PAGE + TITLES.replace("champions?", "Champions?"), "G12: titles: field \"any\": found .*, expected folded"),
        (PAGE + TITLES + SAYS.replace("staff", "council's"), "G12: says: field \"any\": found .*, expected folded"),
        (PAGE + TITLES.replace("champions?", "e-champions?"), "G12: titles: field \"any\": found .*, without '-'"),
        (PAGE + TITLES + SAYS.replace("staff", "staff (?:[a-z-]+/)?team"), "G12: says: field .*, without '/'"),
        (PAGE + TITLES.replace("champions?", "(?:champions)?"), 'G12: titles: field "any": found .* needs a character'),
        (PAGE + TITLES + '[G12.words]\nyes = "Yes."', "G12: words: field \"yes\": found 'Yes.', expected the id of"),
        (PAGE + TITLES + '[G12.words]\nnewest = "site.newest"', r"field \"newest\": found .*, expected one of the"),
        (RECENT.replace("365", "0") + TITLES, 'G12: field "days": found 0, expected a whole number of at least 1'),
        (RECENT.replace("365", "true") + TITLES, 'G12: field "days": found True, expected a whole number'),
        (RECENT + 'title_dated = "yes"\n' + TITLES, "field \"title_dated\": found 'yes', expected true or false"),
        (PAYS.replace("govuk-pay", "govuk-one-login"), "found 'govuk-one-login', expected ids of .*, each once"),
        (PAGE + 'leaves_out = ["news", "news"]\n' + TITLES, "\"leaves_out\": found 'news', expected each of them once"),
        (PAGE + TITLES.replace("champions?", " "), "G12: titles: field \"any\": found ' ', expected a list of texts"),
        (PAYS.replace("govuk-pay", "GOVUK-Pay"), "found 'GOVUK-Pay', expected ids of data/fingerprints.toml"),
        (PAYS.replace("form", "forms"), "field \"form\": found nothing, expected one of page"),
        (PAYS.replace("govuk-pay", "acme"), "found 'acme', expected ids of data/fingerprints.toml, each once"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_refused_with_file_question_field_and_value(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(QuestionError, match=says):
        load_questions(written(tmp_path, text))


def test_what_is_not_utf_8_is_refused_by_name_and_words_as_printed_may_have_capitals(tmp_path: Path) -> None:
    (measure,) = load_questions(written(tmp_path, PAGE + TITLES + HOLDS.replace("\\\\d ?%", "\\\\D A")))
    assert measure.code == "G12"
    (tmp_path / "leadership.toml").write_bytes(b"\xff")
    with pytest.raises(QuestionError, match="leadership.toml: cannot be read: it is not TOML in UTF-8: 'utf-8' codec"):
        load_questions(tmp_path / "leadership.toml")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ('yes = "leadership.offcer"', "yes\": found 'leadership.offcer', expected the id of a message that has"),
        ('yes = "site.page_found"', "yes\": found 'site.page_found', expected a message of no values; .* title"),
        ('newest = "leadership.officer"', "newest\": found 'leadership.officer', expected a message of day"),
    ],
)
def test_a_message_of_its_own_that_cannot_be_told_is_found_with_file_question_field_and_value(
    tmp_path: Path, words: str, says: str
) -> None:
    form = RECENT if "newest" in words else PAGE
    found = list(questions_without_words(written(tmp_path, f"{form}{TITLES}[G12.words]\n{words}\n").parent))
    assert len(found) == 1 and re.search(f'^leadership.toml: G12: words: field "{says}', str(found[0])), found


def test_own_messages_that_can_be_told_are_taken(tmp_path: Path) -> None:
    assert list(questions_without_words(written(tmp_path, PAGE + TITLES + OWN).parent)) == []
    with pytest.raises(QuestionError, match="expected one of the fields yes, silent"):
        list(questions_without_words(written(tmp_path, PAGE + TITLES + '[G12.words]\nnewest = "site.newest"').parent))


@pytest.mark.parametrize(
    ("expression", "never"),
    [(r"(?:no one|no-one)", "-"), ("Bins?", "B"), (r"resident\'s", "'"), ("tŷ", "ŷ"), (r"9\.5", "."),
     (r"a few|\\d+", "\\"), ("a, b", ","),
     (r"\bbins?\b(?! (?:day|\w+)){0,3}", ""), (r"^(?<!re)cycl[^a-f-]+$", ""), (r"\d{1,2} ?£", ""), ("(?:a|b)*.+", "")],
)  # fmt: skip
def test_what_no_folded_text_has_is_seen_in_an_expression(expression: str, never: str) -> None:
    assert never_folded(expression) == never


def test_a_file_is_named_after_a_detector_and_its_codes_are_its_own(tmp_path: Path) -> None:
    found = declared({"leadership": ()}, written(tmp_path, PAGE + TITLES).parent)
    assert [one.code for one in found["leadership"]] == ["G12"]
    with pytest.raises(
        QuestionError, match=r'leadership.toml: \(whole file\): field "name": found .*, expected a detector'
    ):
        declared({"openness": ()}, tmp_path)
    with pytest.raises(
        QuestionError, match="G12: field \"code\": found 'G12', expected one that no other question has"
    ):
        declared({"leadership": (), "openness": found["leadership"]}, tmp_path)


def test_the_guide_says_what_every_form_and_field_means() -> None:
    guide = (ROOT / "docs" / "how-to" / "add-a-detector.md").read_text(encoding="utf-8")
    named = {*FORMS, *(field.name for form in FORMS.values() for field in fields(form))}
    assert {name for name in named if f"`{name}`" not in guide} == set()


def asked(folder: Path, text: str, *pages: tuple[str, str], dated: bool = True, complete: bool = True) -> Answer:
    """The answer to the one question of a file, of a site of pages given by title and content (no title: the whole)."""
    day, replies = "2026-11-01" if dated else "", []
    for number, (title, content) in enumerate(pages):
        url = f"https://www.testham.gov.uk/page-{number}"
        body = shell(title, content) if title else content.encode()
        replies.append(FileReply(url, body, url, fetched_at=day, depth=1))
    view = SiteView(
        authority=COUNCIL, library=read_library(replies, {}), search=SearchRecord("ok", complete=complete), services=(),
        marks=(), cues=default_cues(), owners=owners_for((COUNCIL,), COUNCIL), fingerprints=default_fingerprints(),
        as_of=date(2026, 11, 1) if dated else None,
    )  # fmt: skip
    (measure,) = load_questions(written(folder, text))
    assert (measure.code, measure.detector) == ("G12", "leadership") and measure.decide is not None
    return measure.decide(view)


ABOUT, CHAMPIONS = (
    ("About us", "<p>Our staff.</p>"),
    ("Digital champions", "<p>Ask our staff. Set up on 3 March 2026.</p>"),
)
PAID = ("Pay", '<a href="https://www.payments.service.gov.uk/x">Pay now</a>')
BANNER = ("", "<html><header><h1>Champions of 3 May 2026</h1></header><main><p>Our plans.</p></main></html>")
NOT_YET = '[G12.not_yet]\nread = "words"\nany = ["coming soon"]\n'
HOLDS = '[G12.holds]\nread = "as written"\nany = ["\\\\d ?%"]\n'
OWN = '[G12.words]\nyes = "leadership.research"\nsilent = "leadership.no_officer"\nnone = "leadership.no_research"\n'


@pytest.mark.parametrize(
    ("text", "pages", "value", "says"),
    [
        (PAGE + TITLES, [ABOUT, CHAMPIONS], 1.0, "“Digital champions” is such a page."),
        (PAGE + TITLES, [ABOUT], 0.0, "No such page was found"),
        (PAGE + TITLES + OWN, [CHAMPIONS], 1.0, "Research with users is published."),
        (PAGE + TITLES + OWN, [ABOUT], 0.0, "No published user research was found"),
        (PAGE + TITLES + SAYS, [CHAMPIONS], 1.0, "The page “Digital champions” says so."),
        (PAGE + TITLES + SAYS, [("Champions", "<p>Soon.</p>")], 0.0, "The page “Champions” does not say so."),
        (PAGE + TITLES + SAYS, [("Champions", "<p>Soon.</p>"), CHAMPIONS], 1.0,
         "The page “Digital champions” says so."),
        (PAGE + TITLES + SAYS + OWN, [("Champions", "<p>Soon.</p>")], 0.0, "No senior officer for digital is named."),
        (PAGE + TITLES + NOT_YET, [("Champions", "<p>Coming soon</p>")], 0.0,
         "The page “Champions” says that this is yet to come."),
        (PAGE + TITLES + NOT_YET, [CHAMPIONS], 1.0, "“Digital champions” is such a page."),
        (PAGE + TITLES + HOLDS, [CHAMPIONS], 0.0, "No such page was found"),
        (PAGE + TITLES + HOLDS, [("Champions", "<p>Reached 40 % of homes</p>")], 1.0, "“Champions” is such a page."),
        (RECENT + TITLES, [CHAMPIONS], 1.0, "Newest: 3 March 2026."),
        (RECENT + TITLES, [("Champions", "<p>Set up on 3 March 2024</p>")], 0.0, "Newest: 3 March 2024."),
        (RECENT + TITLES, [BANNER], 0.0, "The page “Champions of 3 May 2026” carries no date."),
        (RECENT + "title_dated = true\n" + TITLES, [BANNER], 1.0, "Newest: 3 May 2026."),
        (RECENT + TITLES, [ABOUT], 0.0, "No such page was found"),
        (PAYS, [PAID], 1.0, "GOV.UK Pay is used."),
        (PAYS, [ABOUT], 0.0, "No page links to it"),
    ],
)  # fmt: skip
def test_each_form_says_what_it_found(tmp_path: Path, text: str, pages: list, value: float, says: str) -> None:
    found = asked(tmp_path, text, *pages)
    assert (found.status, found.value, word(found.message)) == ("measured", value, says)


@pytest.mark.parametrize("text", [PAGE + TITLES, RECENT + TITLES, PAYS])
def test_what_was_not_found_is_unknown_while_pages_are_unread(tmp_path: Path, text: str) -> None:
    found = asked(tmp_path, text, ABOUT, complete=False)
    assert (found.status, found.value) == ("not_checked", None)
    assert word(found.message).endswith(", but the search did not run to its end.")


def test_a_page_of_a_kind_that_is_left_out_does_not_count(tmp_path: Path) -> None:
    job = ("Job description: digital champions", "<p>You will help our staff.</p>")
    assert asked(tmp_path, PAGE + TITLES, job).value == 1.0
    assert asked(tmp_path, PAGE + 'leaves_out = ["job advert"]\n' + TITLES, job).value == 0.0


def test_what_must_be_recent_is_unknown_without_the_day_of_the_pages(tmp_path: Path) -> None:
    assert asked(tmp_path, RECENT + TITLES, CHAMPIONS, dated=False).status == "ambiguous"
