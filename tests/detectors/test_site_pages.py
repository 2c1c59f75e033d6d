"""The pages that answer the questions about a whole site are known by the words that councils give to their links."""

from __future__ import annotations

from pathlib import Path

import pytest

from detectors.measures import SITE_MEASURES
from detectors.site_pages import SITE_PAGES, SitePageError, load_site_pages, site_page_of


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("Accessibility", "statement"),
        ("Accessibility statement for Testham Council", "statement"),
        ("Datganiad hygyrchedd", "statement"),
        ("Contact us", "contact"),
        ("A to Z of services", "index"),
        ("Privacy notice", "privacy"),
        ("Open data and transparency", "open_data"),
        ("Publication scheme", "open_data"),
        ("Payments to suppliers over \u00a3500", "spending"),
        ("Contracts register", "contracts"),
        ("Senior salaries", "officers"),
        ("FOI disclosure log", "disclosure"),
        ("Find your councillor", "councillors"),
        ("Cabinet members", "cabinet"),
        ("Agendas, minutes and reports", "meetings"),
        ("Have your say", "consultations"),
        ("Digital strategy 2025-2028", "strategy"),
        ("Digital strategy: annual progress report", "progress"),
        ("Council, democracy and elections", "council"),
        ("E-petitions", "petitions"),
    ],
)
def test_a_link_names_the_page(words: str, page: str) -> None:
    assert site_page_of(words) == page


@pytest.mark.parametrize(
    "words",
    [
        "Contact us about a missed bin",
        "Council tax",
        "Report a problem with open data",
        "Have your say on the new swimming pool",
        "Parking meetings suspended",
        "News",
    ],
)
def test_a_link_that_only_uses_the_words_names_none(words: str) -> None:
    assert site_page_of(words) == ""


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://www.testham.gov.uk/info/20/about/7/accessibility-statement", "statement"),
        ("https://www.testham.gov.uk/article/123/Open-data", "open_data"),
        ("https://democracy.testham.gov.uk/mgEPetitionListDisplay.aspx?bcr=1", "petitions"),
        ("https://www.testham.gov.uk/open-data/car-parks", ""),
    ],
)
def test_where_a_link_has_no_words_the_end_of_its_address_speaks(url: str, page: str) -> None:
    assert site_page_of("", url) == page
    assert site_page_of("Read more", url) == ""


def test_every_page_answers_questions_that_are_asked() -> None:
    asked = {measure.code for measure in SITE_MEASURES}
    assert {code for page in SITE_PAGES for code in page.answers} <= asked


BLOG = '[[page]]\nname = "blog"\nanswers = ["G12"]\nany = ["blog"]\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[page", "cannot be read: it is not TOML in UTF-8: Expected"),
        ("page = 3", r'\(whole file\): field "page": found 3, expected tables'),
        ("", r'\(whole file\): field "page": found nothing, expected tables'),
        ("page = []", r'\(whole file\): field "page": found \[\], expected tables'),
        (BLOG.replace('"blog"', "nan", 1), 'page 1: field "name": found nan, expected a text'),
        (BLOG.replace('any = ["blog"]', ""), 'blog: field "any": found nothing, expected a list of texts'),
        (BLOG.replace('"blog"', '"A blog"', 1), "page 1: field \"name\": found 'A blog', expected small letters"),
        (BLOG + BLOG, "page 2: field \"name\": found 'blog', expected one that no other"),
        (BLOG + "pages = 2", 'blog: field "pages": found 2, expected one of the fields name, answers, addresses, any'),
        (BLOG.replace('["G12"]', '"G12"'), "blog: field \"answers\": found 'G12', expected a list of texts"),
        (BLOG.replace('answers = ["G12"]\n', ""), 'blog: field "answers": found nothing, expected a list of texts'),
        (BLOG.replace('["blog"]', '["(?:blog)?"]'), 'blog: field "any": found .*, expected an expression that needs'),
        (BLOG.replace('["blog"]', '["blog", " "]'), "blog: field \"any\": found ' ', expected a list of texts"),
        (BLOG.replace('"blog"', '"Blog"', 1), "page 1: field \"name\": found 'Blog', expected small letters"),
        (BLOG + "adresses = 2", 'blog: field "adresses": found 2, .* did you mean "addresses"'),
        (BLOG + "addresses = 0", 'blog: field "addresses": found 0, expected a whole number of at least 1'),
        (BLOG.replace('["blog"]', '["(blog"]'), "blog: field \"any\": found '\\(blog', expected a regular expression"),
    ],
)
def test_a_wrong_page_is_refused_with_file_page_field_and_value(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "site-pages.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SitePageError, match=f"site-pages.toml: {says}"):
        load_site_pages(tmp_path / "site-pages.toml")
