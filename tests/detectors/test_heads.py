"""What a page shows of its site: language, makers, the links every page has, a search, cookies and trackers."""

from __future__ import annotations

import pytest

from detectors.fingerprints import default_fingerprints
from detectors.heads import OWN_BANNER, Head, head_of
from detectors.parse import read_page

PAGE = """<!doctype html><html lang="en-GB"><head><title>Home</title>
<meta name="generator" content="Drupal 10"><meta name="Generator" content="Drupal 10 (LocalGov Drupal)">
<script src="https://cc.cdn.civiccomputing.com/9/cookieControl-9.x.min.js"></script>
<script>(function(w,d,s,l,i){j.src='https://www.googletagmanager.com/gtm.js?id='+i})(window,document,'GTM-ABCD')</script>
<script>c.src="https://www.clarity.ms/tag/"+i</script></head>
<body><form method="post" id="form1"><input type="hidden" name="__VIEWSTATE" value="x">
<header><input name="ctl$SearchBox" aria-label="Search"></header>
<main><h1>Home</h1><p>Accessible toilets are listed.</p></main>
<footer><a href="/accessibility-statement">Accessibility</a> <a href="/privacy">Privacy notice</a></footer>
</form></body></html>"""


def head(body: str, cut: bool = False) -> Head:
    return head_of(read_page(body.encode(), "https://www.testham.gov.uk/"), {}, default_fingerprints(), cut)


def test_a_page_shows_its_site() -> None:
    found = head(PAGE)
    assert found.lang == "en-gb" and "LocalGov Drupal" in found.generator
    assert set(found.made_with) == {"LocalGov Drupal", "Drupal", "ASP.NET Web Forms"}
    assert found.made_with[-1] == "ASP.NET Web Forms"
    assert found.statement == "https://www.testham.gov.uk/accessibility-statement"
    assert found.privacy == "https://www.testham.gov.uk/privacy"
    assert found.search is True and found.consent == "Civic Cookie Control"
    assert set(found.trackers) == {"Google Tag Manager", "Microsoft Clarity"}


@pytest.mark.parametrize(("cut", "unknown", "search"), [(False, "", False), (True, None, None)])
def test_what_a_cut_body_does_not_show_is_unknown(cut: bool, unknown: str | None, search: bool | None) -> None:
    found = head("<html><head><title>Home</title></head><body><p>Welcome</p>", cut)
    assert (found.statement, found.privacy, found.consent, found.search) == (unknown, unknown, unknown, search)
    assert found.lang == "" and not found.made_with and not found.trackers


def test_a_look_up_is_no_search_of_the_site_and_a_banner_of_its_own_asks_about_cookies() -> None:
    found = head(
        "<html><body><div id='cookie-message'><p>We use cookies.</p><button>Close</button></div>"
        "<form id='search'><input name='postcode' placeholder='Search by postcode'>"
        "<button>Search</button></form></body></html>"
    )
    assert found.search is False and found.consent == OWN_BANNER


def test_a_module_that_asks_about_cookies_is_known_by_its_files() -> None:
    found = head('<html><head><script src="/sites/default/files/eu_cookie_compliance/eu_cookie_compliance.script.js">')
    assert found.consent == "EU Cookie Compliance"
