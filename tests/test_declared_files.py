"""Slips of the pen in the declared files of data/: each is refused with file, field, value and what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from collectors.open_data.catalogue import load_sources
from collectors.probes.browser.libraries import load_advisories
from collectors.probes.browser.tracking import cookies, trackers
from detectors.cues import load_cues
from detectors.fingerprints import load_fingerprints
from detectors.site_pages import SitePage, SitePageError, check_answers, load_site_pages
from edition.build import load_framework
from edition.editions import load_editions
from edition.grades import load_grades
from edition.quiet_periods import load_quiet_periods
from errors import BenchmarkError
from paths import DATA
from register.life_events import load_life_events
from register.services import load_services

SERVICES = tuple(one.code for one in load_services(DATA / "register"))
READERS: dict[str, Callable[[Path], Any]] = {
    "cues.toml": load_cues,
    "fingerprints.toml": load_fingerprints,
    "site-pages.toml": load_site_pages,
    "cookies.toml": cookies,
    "library-advisories.toml": load_advisories,
    "detector-grades.json": load_grades,
    "editions.toml": load_editions,
    "quiet-periods.toml": lambda path: load_quiet_periods(path, ()),
    "framework.toml": load_framework,
    "sources.toml": load_sources,
    "life-events.toml": lambda path: load_life_events(path, SERVICES),
    "trackers.csv": trackers,
}
"""A file of data/ -> what reads it."""

SLIPS = [
    ("cookies.toml", 'purpose = "statistics"', 'purpose = "statistic"',
     "found 'statistic', expected one of necessary, statistics, advertising; did you mean \"statistics\"?"),
    ("cookies.toml", 'purpose = "statistics"\n', "", 'cookie 1: field "purpose": found nothing, expected one of'),
    ("cookies.toml", 'patterns = ["_ga"', 'pattern = ["_ga"', 'cookie 1: field "pattern": found ['),
    ("cookies.toml", '["nmstat"]', '"nmstat"', "cookie 7: field \"patterns\": found 'nmstat', expected a list of text"),
    ("cookies.toml", '["nmstat"]', "[3]", 'cookie 7: field "patterns": found 3, expected a list of texts'),
    ("cookies.toml", '["nmstat"]', '["*"]', "field \"patterns\": found '*', expected a name that no other entry has"),
    ("cookies.toml", '["nmstat"]', '[""]', "field \"patterns\": found '', expected a list of texts"),
    ("cookies.toml", '["nmstat"]', '["_ga"]', "field \"patterns\": found '_ga', expected a name that no other entry"),
    ("cookies.toml", 'source = "https', 'source = "javascript', "found 'javascript://policies.google.com/"),
    ("cookies.toml", "[[cookie]]", "[[cookies]]", 'field "cookies": found [{'),
    ("cookies.toml", 'patterns = ["_ga"', 'paterns = ["_ga"', 'of the fields purpose, patterns, source; did you mean'),
    ("library-advisories.toml", 'mended = "3.5.0"', 'mended = "1.0.2"',
     "advisory 1: field \"mended\": found '1.0.2', expected a version later than 1.0.3"),
    ("library-advisories.toml", 'mended = "3.5.0"', "mended = 3.5", 'field "mended": found 3.5, expected a text'),
    ("library-advisories.toml", "2020-04-29", "2020-04-29T10:00:00",
     'field "published_on": found 2020-04-29 10:00:00, expected a day without quotation marks'),
    ("library-advisories.toml", 'id = "GHSA-gxr4-xjj5-5px2"', "id = 3", 'advisory 2: field "id": found 3, expected a'),
    ("library-advisories.toml", 'introduced = "1.2.0"\nmended = "3.5.0"\nid = "GHSA-gxr4-xjj5-5px2"',
     'introduced = "1.0.3"\nmended = "3.5.0"\nid = "GHSA-jpcq-cgw6-v4j6"',
     "advisory 2: field \"id\": found 'GHSA-jpcq-cgw6-v4j6', expected one that no other entry has"),
    ("life-events.toml", '["S03", "S01",', '["S03", "S03",', "found 'S03', expected each of them once"),
    ("life-events.toml", '["S03", "S01",', '["S99", "S01",', "event \"moving-in\": field \"services\": found 'S99', "),
    ("life-events.toml", 'phone = "999"', "phone = 999", 'routes 1: field "phone": found 999, expected a text'),
    ("life-events.toml", '"https://www.moneyhelper.org.uk/"', "3", 'routes 1: field "url": found 3, expected a text'),
    ("life-events.toml", "urgent = true\nser", 'urgent = "yes"\nser', "field \"urgent\": found 'yes', expected true"),
    ("life-events.toml", "reviewed_on = 2026-11-29", "reviewed_on = 2026-11-29T10:00:00", "expected a day without"),
    ("life-events.toml", "owner = ", 'ownr = "x"\nowner = ', "field \"ownr\": found 'x', expected one of the fields"),
    ("life-events.toml", "routes = [", "routes = [3,", 'field "routes": found [3, '),
    ("life-events.toml", '"moneyhelper"', "3", 'event "money-trouble": routes 1: field "id": found 3, expected a text'),
    ("life-events.toml", '"moving-in"', '"Moving in/"', "field \"slug\": found 'Moving in/', expected lower-case"),
    ("detector-grades.json", '"floor": ', '"flor": ', 'detector "service-ladder": field "floor": None, expected'),
    ("detector-grades.json", '"floor": 0.7', '"floor": "0.7"', "field \"floor\": '0.7', expected 0 to 1"),
    ("detector-grades.json", '"precision": 0.', '"precision": 9.', 'detector "service-ladder": field "precision": 9.'),
    ("quiet-periods.toml", "nations = [", "nation = [", '"nation": found [\'England\'], expected one of the fields'),
    ("quiet-periods.toml", '["England"]', '["england"]', "election 1: field \"nations\": found 'england', "),
    ("quiet-periods.toml", '\nheld = "first', '\nheld = "First', "field \"held\": found 'First Thursday"),
    ("quiet-periods.toml", "quiet_days = 42", 'quiet_days = "42"', "field \"quiet_days\": found '42', expected a"),
    ("editions.toml", "2021-11-21", "2021-11-21T10:00:00", 'edition "2021-11": field "as_of": found 2021-11-21 10:00'),
    ("editions.toml", "[[edition]]", "[[editon]]", 'editions.toml: (whole file): field "editon": found ['),
    ("editions.toml", '"2021-11"', '"2021/11"', "field \"code\": found '2021/11', expected small letters"),
    ("editions.toml", "as_of = ", "as_off = ", 'edition "2021-11": field "as_off": found 2021-11-21, expected'),
    ("editions.toml", '"back-cast"', '"Back-cast"', "field \"status\": found 'Back-cast', expected one of "),
    ("editions.toml", '"open-data"', '""', "field \"scope\": found '', expected a text"),
    ("editions.toml", '"back-cast"', '"preview"\npreviewed_on = 2020-01-01',
     'field "previewed_on": found 2020-01-01, expected 2021-11-21 or later'),
    ("editions.toml", '"back-cast"', '"published"\npublished_on = 2020-01-01',
     'field "published_on": found 2020-01-01, expected 2021-11-21 or later'),
    ("editions.toml", '"back-cast"',
     '"published"\npreviewed_on = 2022-01-03\nreplies_until = 2022-02-07\npublished_on = 2022-02-07',
     'field "published_on": found 2022-02-07, expected 2022-02-08 or later'),
    ("framework.toml", '"findability"\n', '"findabilty"\n', "field \"detector\": found 'findabilty', expected its own"),
    ("framework.toml", '"online_payment"', '"online_paymnt"', "field \"gates\": found 'online_paymnt', expected"),
    ("framework.toml", '["open-data"]', '["open-dat"]', "field \"evidence_classes\": found 'open-dat', expected"),
    ("framework.toml", "meaning = ", "meening = ", 'ladder 1: field "meening": found '),
    ("framework.toml", "plain = ", "plane = ", 'maturity 1: field "plane": found '),
    ("framework.toml", "floors = { D4", "floors = { D9", 'maturity 4: floors: field "D9": found 0.5, expected one of'),
    ("framework.toml", "draws = 2000", "draws = 2000.5", 'field "draws": found 2000.5, expected a whole number'),
    ("framework.toml", 'applies_to = "all"', 'applies_to = [["all"]]', "field \"applies_to\": found ['all'], expected"),
    ("framework.toml", 'effort = "', 'effort = "very ', 'field "effort": found \'very '),
    ("framework.toml", "\neffort = ", "\nefort = ", 'field "efort": found '),
    ("framework.toml", 'version = "0.3.0"', 'version = "three"', 'field "version": found \'three\', expected three'),
    ("framework.toml", 'code = "A06H"', 'code = "A06 H"', "field \"code\": found 'A06 H', expected letters"),
    ("editions.toml", 'title = "Back-cast', 'title = ""\n# "', "edition \"2021-11\": field \"title\": found"),
    ("sources.toml", "until = 2026-01-31", "until = 2020-01-31", "found 2020-01-31, expected 2021-01-01 or later"),
    ("sources.toml", 'url = "https://github.com', 'url = "https:///github', "'https:///github/open-innovations"),
    ("sources.toml", "\n[[source]]", "\n[[sorce]]", "(whole file): field \"sorce\": found [{'source': 'web"),
    ("sources.toml", '\nlicence = "MIT"', '\nlicense = "MIT"', "field \"license\": found 'MIT', expected one of"),
    ("sources.toml", '"website_page_weight"', '"Web page weight"', "source 1: field \"source\": found 'Web page we"),
    ("sources.toml", "ours = 381", 'ours = "381"', "counted: field \"ours\": found '381', expected a whole number"),
    ("sources.toml", '"homepage_bytes"', '""', "counted: field \"measure\": found '', expected a text"),
    ("sources.toml", "enabled = true\n", "", 'website_page_weight": field "enabled": found nothing, exp'),
    ("sources.toml", 'licence_url = "https', 'licence_url = "http', 'weight": field "licence_url": found \'http://opens'),
    ("site-pages.toml", "'datastore'", "'data-store'", "open_data: field \"any\": found 'data-store', expected folded"),
    ("trackers.csv", "domain,", "domian,", 'line 1: field "domain": is missing from the header, which has domian'),
    ("trackers.csv", ",advertising,", ",advertisng,", 'line 2: field "purpose": found "advertisng", expected one of'),
    ("trackers.csv", "*.01net.com", "*.01Net.com", 'line 2: field "domain": found "*.01Net.com", expected a domain'),
    ("trackers.csv", ",advertising,", ",", 'line 2: field "company": 2 cells, expected 3'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "slip", "says"), SLIPS)
def test_a_slip_of_the_pen_is_refused_with_file_field_and_value(tmp_path: Path, file, right, slip, says):
    text = (DATA / file).read_text(encoding="utf-8")
    assert right in text
    written = tmp_path / Path(file).name
    written.write_text(text.replace(right, slip, 1), encoding="utf-8")
    with pytest.raises(BenchmarkError) as refused:
        READERS[file](written)
    assert f"{written.name}: " in str(refused.value) and says in str(refused.value)


CUES = """
[vocabulary]
bin = "bins?"
[verbs]
pay = "pay"
[S05]
verbs = ["pay"]
subject = ["bin"]
strong = ["{bin} & day"]
"""
SIGNAL = '{ kind = "path", pattern = "^/pay", confidence = 0.9, example = "/pay", basis = "seen" }'
PRODUCT = f"""
[[product]]
id = "a-pay"
name = "A"
category = "payments"
serves = "S01"
acts = true
signals = [{SIGNAL}]
"""
SMALL = {"cues.toml": CUES, "fingerprints.toml": PRODUCT}
"""A file of a few lines in the form of one that takes long to read."""

MORE_SLIPS = [
    ("cues.toml", "[S05]", "[S50]", 'cues.toml: (whole file): field "S50": found {'),
    ("cues.toml", "strong", "strng", 'S05: field "strng": found ['),
    ("cues.toml", '["{bin} & day"]', '"bins"', "S05: field \"strong\": found 'bins', expected a list of texts"),
    ("cues.toml", '["{bin} & day"]', "[3]", 'S05: field "strong": found 3, expected a list of texts'),
    ("cues.toml", '["{bin} & day"]', '["day", ""]', "S05: field \"strong\": found '', expected a list of texts"),
    ("cues.toml", "{bin} & day", "{bni} & day", "field \"strong\": found '{bni}', expected names of [vocabulary]"),
    ("cues.toml", "{bin} & day", "{bin} & ", "field \"strong\": found "),
    ("cues.toml", "{bin} & day", "bin-day", "found 'bin-day', expected folded words: no folded text has '-'"),
    ("cues.toml", '"bins?"', '"Bins?"', "vocabulary: field \"bin\": found 'Bins?', expected folded words"),
    ("cues.toml", '"bins?"', "3", 'vocabulary: field "bin": found 3, expected a text'),
    ("cues.toml", 'pay = "pay"', 'pay = ["pay"]', "verbs: field \"pay\": found ['pay'], expected a text"),
    ("cues.toml", 'verbs = ["pay"]', 'verbs = ["payy"]', "S05: field \"verbs\": found 'payy', expected a list of"),
    ("cues.toml", 'verbs = ["pay"]', 'lookup = "yes"', "S05: field \"lookup\": found 'yes', expected true or false"),
    ("cues.toml", 'verbs = ["pay"]', 'not = [""]', "S05: field \"not\": found '', expected a list of texts"),
    ("cues.toml", 'verbs = ["pay"]', 'within = ["{bin}"]', "S05: field \"within\": found ['{bin}'], expected cues"),
    ("cues.toml", 'subject = ["bin"]', 'subject = "bin"', "S05: field \"subject\": found 'bin', expected a list of"),
    ("cues.toml", 'subject = ["bin"]', 'subject = ["("]', "S05: field \"subject\": found '(?:()', expected a regular"),
    ("fingerprints.toml", "acts = true", 'acts = "yes"', "a-pay: field \"acts\": found 'yes', expected true or false"),
    ("fingerprints.toml", '"payments"', '["payments"]', "a-pay: field \"category\": found ['payments'], expected"),
    ("fingerprints.toml", '"S01"', '"S99"', "a-pay: field \"serves\": found 'S99', expected one of S01,"),
    ("fingerprints.toml", '"a-pay"', '"A pay"', "product 1: field \"id\": found 'A pay', expected small letters"),
    ("fingerprints.toml", "acts", "act", 'a-pay: field "act": found True, expected one of the fields'),
    ("fingerprints.toml", 'id = "a-pay"\n', "", 'product 1: field "id": found nothing, expected a text'),
    ("fingerprints.toml", "pattern", "patern", "a-pay: signals 1: field \"patern\": found '^/pay', expected one of"),
    ("fingerprints.toml", '"^/pay"', "3", 'signals 1: field "pattern": found 3, expected a text'),
    ("fingerprints.toml", '"^/pay"', '"(?:pay)?"', "found '(?:pay)?', expected an expression that needs a character"),
    ("fingerprints.toml", '"^/pay"', '"("', "found '(', expected a regular expression"),
    ("fingerprints.toml", '"path", pattern = "^/pay"', '"host", pattern = "Pay.example/x"', "found 'Pay.example/x'"),
    ("fingerprints.toml", '"seen"', '"guessed"', "field \"basis\": found 'guessed', expected one of seen, known"),
    ("fingerprints.toml", "0.9", '"high"', "field \"confidence\": found 'high', expected a number above 0"),
    ("fingerprints.toml", f"[{SIGNAL}]", '["/pay"]', "a-pay: field \"signals\": found ['/pay'], expected tables"),
    ("fingerprints.toml", PRODUCT, PRODUCT + PRODUCT, "product 2: field \"id\": found 'a-pay', expected one that no"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "slip", "says"), MORE_SLIPS)
def test_a_slip_in_what_detectors_know_is_refused_with_file_field_and_value(tmp_path: Path, file, right, slip, says):
    written = tmp_path / file
    written.write_text(SMALL[file], encoding="utf-8")
    READERS[file](written)
    written.write_text(SMALL[file].replace(right, slip, 1), encoding="utf-8")
    with pytest.raises(BenchmarkError) as refused:
        READERS[file](written)
    assert says in str(refused.value)


def test_a_page_of_a_site_answers_questions_that_there_are():
    page = SitePage("statement", re.compile("accessibility"), ("A01", "Z99"))
    with pytest.raises(SitePageError, match="statement: field \"answers\": found 'Z99', expected codes of questions"):
        check_answers([page], {"A01"})
    with pytest.raises(SitePageError, match="statement: field \"answers\": found 'A01', expected .*, each once"):
        check_answers([SitePage("statement", page.words, ("A01", "A01"))], {"A01"})


@pytest.mark.parametrize("file", READERS)
@pytest.mark.parametrize("content", [b"", b"\xff", b"x", b"x = 3\n", b"[[x]]\n"])
def test_a_file_of_something_else_is_refused_by_name(tmp_path: Path, file: str, content: bytes):
    written = tmp_path / Path(file).name
    written.write_bytes(content)
    with pytest.raises(BenchmarkError, match=f"{written.name}: ..."):
        READERS[file](written)


@pytest.mark.parametrize("file", sorted(READERS.keys() - {"detector-grades.json"}))  # grades need not be there
def test_a_file_that_is_not_there_is_named(tmp_path: Path, file: str):
    with pytest.raises(BenchmarkError, match=f"{Path(file).name}: .*(cannot be read|not found)"):
        READERS[file](tmp_path / Path(file).name)
