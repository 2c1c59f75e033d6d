"""The front page, indicators, comparison, methodology and files for machines."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from statistics import median

import pytest
from flask.testing import FlaskClient

from collectors.crawl.environment import POLITE_DELAY_S
from collectors.crawl.net.fetcher import Identity
from commands.crawl import command as crawl
from errors import BenchmarkError
from tests.small_edition import COUNCILS, INDICATORS, Rows, build, figures, values
from tests.web.pages.conftest import make_server
from tests.web.pages.reading import soup, words
from web.pages.indicator import places as indicator_places
from web.pages.planner import places, planner
from web.pages.quote import ends, quotable
from web.pages.standing import Standing
from web.site import Review, Site, load_site


def test_the_front_page_counts_ranked_councils_of_every_type(client: FlaskClient):
    rows = soup(client, "/").select('.scroll[aria-label^="Council types"] tbody tr')
    for row in rows:
        kind = row.a["href"].removeprefix("/league?type=")
        members = [slug for slug, one in COUNCILS.items() if one.type == kind]
        ranked = sum(figures(client.application.config["PUBLISHED"], slug)["ranked"] for slug in members)
        assert words(row.select("td")[0]) == f"{ranked} of {len(members)}"
    assert len(rows) == 8


def test_an_edition_that_looked_at_some_websites_alone_says_so_on_every_page(client: FlaskClient, tmp_path: Path):
    def pilot(rows: Rows) -> None:
        (edition,) = {row["edition"] for row in rows["summaries"]}
        said = {"edition": edition, "key": "websites", "type": "", "value": '{"looked_at": 2, "of": 382}'}
        rows["summaries"].append(said)

    some = make_server(build(tmp_path / "published.db", pilot)).test_client()
    for address in ("/", "/league", f"/council/{next(iter(COUNCILS))}", "/data"):
        # Not folded away: a reader who opens nothing is told too.
        told = "Only 2 of 382 councils’ websites were looked at."
        assert told in words(soup(some, address).select_one("aside.edition summary")), address
        assert "websites were looked at" not in words(soup(client, address).body), address
    assert "of the other 380 there is open data" in words(soup(some, "/").main)


def test_the_findings_of_the_front_page_follow_from_the_values(client: FlaskClient):
    rows = {row.a["href"][11:]: words(row) for row in soup(client, "/").select('.scroll[aria-label^="Head"] tbody tr')}
    weights = [known for slug in COUNCILS if (known := values(slug)["T09W"]) is not None]
    assert f"{median(weights) / 1e6:.1f} MB" in rows["T09W"] and f"{len(weights)} of {len(COUNCILS)}" in rows["T09W"]
    wifi = [values(slug)["B11"] for slug in COUNCILS]
    assert f"Yes: {sum(wifi):.0f} of the {len(wifi)} observed" in rows["B11"]


def test_every_indicator_is_listed_with_how_many_could_be_seen(client: FlaskClient):
    found = {a["href"][11:]: words(a.parent) for a in soup(client, "/indicators").select('main a[href^="/indicator/"]')}
    scored = [one.code for one in INDICATORS]
    assert set(scored) <= set(found)
    for code in scored:
        known = [values(slug)[code] for slug in COUNCILS if code in values(slug)]
        seen = sum(value is not None for value in known)
        assert f"{seen} of {len(known)} council" in found[code]


def test_the_file_of_an_indicator_is_what_its_page_lists(client: FlaskClient):
    for code, kind in (("T09W", ""), ("T09W", "?type=london"), ("B11", "")):
        table = list(csv.DictReader(io.StringIO(client.get(f"/indicator/{code}.csv{kind}").get_data(as_text=True))))
        listed = soup(client, f"/indicator/{code}{kind}").select("main a[href^='/council/']")
        assert sorted(row["slug"] for row in table) == sorted(a["href"].rpartition("/")[2] for a in listed)
        assert all((row["marks"] == "") == (row["state"] == "missing") for row in table)


@pytest.mark.parametrize("code", ["nope", "..%2f..%2fetc", "G06F"])
def test_an_indicator_that_has_no_file_says_so(client: FlaskClient, code: str):
    assert client.get(f"/indicator/{code}.csv").status_code == 404


def test_an_indicator_lists_every_council_asked_once(client: FlaskClient):
    for code in (one.code for one in INDICATORS):
        page = soup(client, f"/indicator/{code}")
        listed = [a["href"] for a in page.select("main a[href^='/council/']")]
        asked = [slug for slug in COUNCILS if code in values(slug)]
        assert sorted(listed) == sorted(f"/council/{slug}" for slug in asked)
        figures = page.select("details td.n")
        assert sum(int(cell.get_text()) for cell in figures) == sum(values(slug)[code] is not None for slug in asked)


def test_an_indicator_can_be_read_for_one_type(client: FlaskClient):
    page = soup(client, "/indicator/B11?type=london")
    assert {a["href"] for a in page.select("main a[href^='/council/']")} == {"/council/simgate", "/council/simbridge"}


def test_an_indicator_is_narrowed_to_a_region_and_places_stay_those_of_all(client: FlaskClient):
    whole = soup(client, "/indicator/T09W?type=district")
    region = COUNCILS["simford"].region
    page = soup(client, f"/indicator/T09W?type=district&region={region}")
    told = list(csv.DictReader(io.StringIO(client.get(f"/indicator/T09W.csv?type=district&region={region}").text)))
    inside = {slug for slug, one in COUNCILS.items() if one.type == "district" and one.region == region}
    listed = {a["href"][9:] for a in page.select("main a[href^='/council/']")}
    assert listed == {row["slug"] for row in told} == inside and len(inside) < 6
    rows = {row.a["href"][9:]: words(row.select("td")[2]) for row in whole.select("#councils ~ .scroll tbody tr")}
    assert all(rows[row["slug"]] == row["places"] for row in told if row["marks"])
    assert page.select_one("option[selected]").string == region


def test_a_region_that_is_not_there_is_answered_with_all_and_a_file_of_it_with_400(client: FlaskClient):
    page = soup(client, "/indicator/B11?region=Atlantis&nation=%00")
    assert len(page.select(".notice[role=alert]")) == 2
    assert len({a["href"] for a in page.select("main a[href^='/council/']")}) == len(COUNCILS)
    for query in ("region=Atlantis", "nation=" + "x" * 5000, "type=nope"):
        assert client.get(f"/indicator/B11.csv?{query}").status_code == 400


@pytest.mark.parametrize("kind", ["scotland", "nope", "%3Cscript%3E"])
def test_a_type_that_is_not_asked_a_question_is_answered_with_all(client: FlaskClient, kind: str):
    page = soup(client, f"/indicator/P06?type={kind}")
    assert page.select_one(".notice[role=alert]") and len(page.select("main a[href^='/council/']")) == 16


def test_a_fact_says_that_it_is_not_scored(client: FlaskClient):
    assert "Shown, not scored" in words(soup(client, "/indicator/S05F").select_one(".notice"))


@pytest.mark.parametrize(
    ("query", "councils", "warns"),
    [
        ("", 0, False),
        ("c=simford,simbury", 2, False),
        ("c=simford,simport", 2, True),
        ("c=simford&c=simham", 2, False),
        ("c=simford,simford", 1, False),
        ("c=nope,simford", 1, True),
        ("c=" + ",".join(tuple(COUNCILS)[2:9]), 5, True),
        ("c=<script>,../..", 0, False),
        ("c=" + "x" * 9_000, 0, True),
    ],
)
def test_up_to_five_councils_side_by_side(client: FlaskClient, query: str, councils: int, warns: bool):
    page = soup(client, f"/compare?{query}", 404 if query == "c=" + "x" * 9_000 else 200)
    assert len(page.select('.scroll[aria-label="Councils side by side"] thead th')) == councils
    assert bool(page.select(".notice")) == warns and not page.select("script:not([src])")


def test_adding_a_council_leads_to_an_address_that_can_be_shared(client: FlaskClient):
    assert client.get("/compare?c=simford&add=simham").location == "/compare?c=simford,simham"


def test_the_methodology_has_every_indicator_weight_and_question(client: FlaskClient):
    page = soup(client, "/methodology")
    assert all(page.find(id=indicator.code) for indicator in INDICATORS)
    assert "15% / 39%" in words(page.find(id="D4")) and "at least 60%" in words(page.find(id="ranks").find_next("p"))
    listed = words(soup(client, "/indicators").main)
    assert all(" ".join(one.rule.split()) in listed for one in INDICATORS)
    assert page.select_one('a[href="/methodology/trust#fairness"]') and page.select_one('a[href="/methodology/trust"]')
    assert "Clicks to task" in words(page.find(id="not-measured").find_next("details"))
    counted = words(page.find(id="not-measured").find_next("p"))
    told = re.match(r"(\d+) of the (\d+) questions .* Of the others, (\d+) are touched .* and (\d+) only by", counted)
    assert told, counted
    missing, total, touched, shown = map(int, told.groups())
    assert missing + touched + shown == total
    shares = [
        words(cell).split(" / ")[1] for d in ("D4", "D5", "D6", "D7") for cell in page.find(id=d).select("td")[:1]
    ]
    assert sum(int(share.rstrip("%")) for share in shares) == pytest.approx(100, abs=2)


@pytest.mark.parametrize("path", ["/compare?c=simford,simham", "/map", "/regions", "/nations", "/indicator/B11"])
def test_words_of_the_index_are_explained_in_place_as_on_the_methodology(client: FlaskClient, path: str):
    told = {words(term): words(term.find_next("dd")) for term in soup(client, path).select("details.words dt")}
    whole = soup(client, "/methodology").select_one("#words ~ dl")
    listed = {words(term): words(term.find_next("dd")) for term in whole.select("dt")}
    assert told and told.items() <= listed.items()


def test_the_framework_can_be_read_as_it_was_used(client: FlaskClient):
    answer = client.get("/methodology/framework.toml")
    assert answer.mimetype == "text/plain" and "coverage_minimum" in answer.text


def test_the_sitemap_lists_every_council_under_the_address_of_site_toml_alone(published: Path):
    site = Site("", "", "", "", "https://index.example", "")
    answer = make_server(published, site).test_client().get("/sitemap.xml", headers={"Host": "evil.example"})
    tree = ET.fromstring(answer.text)
    found = {node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert {f"https://index.example/council/{slug}" for slug in COUNCILS} <= found
    assert "evil.example" not in answer.text


def test_without_a_public_address_there_is_no_sitemap(client: FlaskClient):
    assert client.get("/sitemap.xml", headers={"Host": "evil.example"}).status_code == 404


def test_nothing_about_an_operator_is_made_up(client: FlaskClient):
    assert client.get("/.well-known/security.txt").status_code == 404
    for address in ("/about", "/privacy", "/corrections", "/accessibility"):
        assert not re.search(r"mailto:|@", str(soup(client, address).main))


def test_an_operator_who_gives_a_contact_is_named_where_it_matters(published: Path):
    site = Site("Example Trust", "https://trust.example/contact", "a@trust.example", "p@trust.example",
                "https://index.example", "2027-06-30")  # fmt: skip
    client = make_server(published, site).test_client()
    assert "Example Trust" in soup(client, "/about").footer.get_text()
    assert soup(client, "/council/simford").find(id="wrong") and soup(client, "/privacy").select("a[href^=mailto]")
    text = client.get("/.well-known/security.txt").text
    assert "Contact: https://trust.example/contact" in text and "Expires: 2027-06-30T00:00:00.000Z" in text
    assert "Sitemap: https://index.example/sitemap.xml" in client.get("/robots.txt").text


def test_site_toml_as_it_ships_names_nobody():
    assert load_site() == Site()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[operator\n", "is not TOML"),
        ("[operator]\nname = 3\n", 'operator: field "name": found 3, expected text'),
        ("operator = 3\n", 'field "operator": found 3, expected a table [operator]'),
        ('[[site]]\nbase_url = "https://a.example"\n', 'field "site": found [{'),
        ('[oprator]\nname = "A"\n', 'field "oprator": found {'),
        ('[operator]\nnam = "A"\n', "operator: field \"nam\": found 'A', expected one of the fields name, contact_url"),
        ('[operator]\ncontact_url = "javascript:alert(1)"\n', "found 'javascript:alert(1)', expected an address"),
        ('[operator]\ncontact_email = "the team"\n', "found 'the team', expected a mail address"),
        (
            '[site]\nbase_url = "index.example"\n',
            "site: field \"base_url\": found 'index.example', expected an",
        ),
        ('[site]\nsecurity_txt_expires = "soon"\n', "found 'soon', expected a day such as"),
        ('[links]\ntold_on = "1 Dec"\n', "links: field \"told_on\": found '1 Dec', expected a day such as"),
        (
            '[translations.cy]\nreviewd_by = "A"\n',
            "[translations.cy]: field \"reviewd_by\": found 'A', expected one",
        ),
        ("\x00", "is not TOML"),
        ("translations = 1\n", "expected one table for each language"),
        ("[translations]\ncy = 1\n", "[translations.cy]: expected the table of a language"),
        ('[translations.gd]\nreviewed_by = "A"\n', "[translations.gd]: expected the table of a language"),
        ('[translations.cy]\nreviewed_by = "A"\n', '[translations.cy]: field "reviewed_on": found'),
        (
            '[translations.cy]\nreviewed_on = "2026-12-01"\n',
            '[translations.cy]: field "reviewed_by": found nothing',
        ),
        ('[translations.cy]\nreviewed_by = "A"\nreviewed_on = "1 Dec"\n', "found '1 Dec', expected a day such as"),
        (
            '[translations.cy]\nreviewed_by = "A"\nreviewed_on = "20261201"\n',
            "found '20261201', expected a day",
        ),
        ('[translations.cy]\nreviewed_by = ["A"]\n', "found ['A'], expected text"),
    ],
)
def test_a_wrong_site_toml_is_refused_by_name(tmp_path: Path, text: str, message: str):
    path = tmp_path / "site.toml"
    path.write_text(text)
    with pytest.raises(BenchmarkError, match="site.toml") as caught:
        load_site(path)
    assert message in str(caught.value)


def test_a_translation_is_switched_on_by_who_reviewed_it_and_when(tmp_path: Path):
    path = tmp_path / "site.toml"
    path.write_text('[translations.cy]\nreviewed_by = " A. Adolygydd "\nreviewed_on = "2026-12-01"\n')
    assert load_site(path).reviewed == {"cy": Review("A. Adolygydd", "2026-12-01")}
    path.write_text('[translations.cy]\nreviewed_by = ""\nreviewed_on = ""\n')
    assert load_site(path).reviewed == {}


def test_a_service_counts_the_councils_with_the_duty(client: FlaskClient):
    rows = [words(row) for row in soup(client, "/service/S17").select("tbody tr")]
    assert "District councils 0 6 0" in rows and "Northern Irish councils 0 0 1" in rows
    note = words(soup(client, "/service/S17").find(id="duty").find_next("ul"))
    assert note == (
        "2 county councils and 6 district councils: Enforcement on streets is often delegated. "
        "1 Northern Irish council: Another council does it."
    )
    assert soup(client, "/service/S05").select_one('a[href="/indicator/S05F"]')


@pytest.mark.parametrize("code", ["S99", "s05", "%3Cscript%3E"])
def test_a_service_that_does_not_exist_is_a_404(client: FlaskClient, code: str):
    assert not soup(client, f"/service/{code}", 404).select("script:not([src])")


def test_the_front_page_says_what_decides_most_and_what_was_not_tested(client: FlaskClient):
    text = words(soup(client, "/").main)
    assert "We have not yet tested the services themselves." in text
    assert "“Accessibility failures on the home page”, weighs 39% or more in every score" in text
    assert "seen for 16 of 20 councils" in text
    assert "They touch 2 of the 4 questions that we mean to ask" in text


def test_an_operator_with_a_contact_is_asked_to_hear_councils_and_others_say_the_preview_is_not_final(
    client: FlaskClient, published: Path
):
    known = make_server(published, Site(contact_email="a@trust.example")).test_client()
    assert "Preview: councils may still answer" in words(soup(known, "/").select_one(".edition"))
    assert "Preview: not final" in words(soup(client, "/").select_one(".edition"))
    assert "has not given a contact yet" in words(soup(client, "/corrections").main)


@pytest.mark.parametrize(
    ("rank", "new", "told"),
    [(151, 126, "25 places higher"), (3, 2, "1 place higher"), (2, 2, "the same place"), (2, 4, "2 places lower"),
     (None, None, "")],
)  # fmt: skip
def test_a_plan_names_places_gained_and_never_a_place(rank: int | None, new: int | None, told: str):
    assert places(rank, new) == told


def test_routes_that_are_the_same_are_one():
    gains = [
        {"route": route, "indicator": "B11", "name": "Wifi", "improve": "", "kind": "evidence", "delta": 0.1,
         "new_score": 0.5, "new_rank": 2, "p_improves": None, "held": None, "observed_on": None, "confidence": None}
        for route in ("next band", "top quartile")
    ]  # fmt: skip
    standing = Standing(0.4, None, 0.4, 0.4, 0, 1, 1, True, 1, 9, 9, "", "interval", "", True, 5, 5)
    plan = planner(gains, [], {"rank_middle": 5, "fresh_low": 3, "fresh_high": 7, "rank_of": 9}, standing)
    assert [name for name, _ in plan.routes] == ["the next band and the top quartile"]
    assert plan.routes[0][1][0].kind == "We could not see this"


ROWS = [
    {"short_name": name, "name": name, "ranked": 1, "rank_middle": n + 1, "rank_of": 3, "coverage": 1.0}
    | {"interval_low": low, "interval_high": high}
    for n, (name, low, high) in enumerate((("Aford", 1, 2), ("Beford", 1, 3), ("Ceford", 2, 3)))
]


def test_the_sentence_to_quote_has_its_range_counts_status_and_date():
    edition = {"status": "preview", "as_of": "2026-11-21"}
    unranked = {"short_name": "Deford", "name": "Deford", "ranked": 0, "interval_low": None}
    assert quotable([*ROWS, unranked], edition, "wales") == (
        "Aford is likely between 1st and 2nd of the 3 Welsh councils ranked (1 could not be ranked), "
        "preview, November 2026."
    )
    assert quotable([unranked], edition, "wales") == ""
    assert "61% of what counts there could not be seen" in quotable([dict(ROWS[0], coverage=0.39)], edition, "wales")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [((1, 2), (2, 3), "highest or the lowest"), ((1, 1), (2, 3), "lowest"), ((1, 2), (3, 3), "highest"),
     ((1, 1), (3, 3), "")],
)  # fmt: skip
def test_where_nobody_can_be_called_highest_or_lowest_the_table_says_so(first, last, told: str):
    rows = [dict(ROWS[0], interval_low=first[0], interval_high=first[1]), ROWS[1],
            dict(ROWS[2], interval_low=last[0], interval_high=last[1])]  # fmt: skip
    assert (f"called the {told}:" in ends(rows)) if told else ends(rows) == ""


def test_the_page_on_checks_says_whose_each_is_and_how_our_own_crawler_behaves(client: FlaskClient, published: Path):
    page = words(soup(client, "/checks").main)
    assert "One invented run; nobody can order another." in page
    assert "It saw 20 councils" in page and "has not been used for this edition" in page
    assert "has not given one yet" in page and "has not said which addresses" in page
    site = Site(contact_url="https://index.example/crawler", crawler_addresses="192.0.2.10")
    known = words(soup(make_server(published, site).test_client(), "/checks").main)
    assert "https://index.example/crawler" in known and "192.0.2.10" in known


def test_the_page_on_checks_tells_of_probes_in_an_edition_that_counts_them_alone(client: FlaskClient, tmp_path: Path):
    path = build(tmp_path / "full.db", lambda rows: rows["editions"][0].update(scope="full"))
    told = soup(make_server(path).test_client(), "/checks").find(id="probes")
    assert "at most once a second" in words(told.find_next("p"))
    assert "as far as they were run" in words(told.find_next("p"))
    assert soup(client, "/checks").find(id="probes") is None


def test_the_manners_that_the_page_states_are_those_of_the_crawler(client: FlaskClient):
    page = words(soup(client, "/checks").main)
    assert POLITE_DELAY_S == 1.0 and "At most one request a second to a host" in page
    pages = next(option.default for option in crawl.params if option.name == "max_pages")
    assert f"{pages} pages of a council" in page
    assert Identity("https://index.example/").user_agent.startswith("CouncilDigitalIndex/")
    assert "CouncilDigitalIndex" in page


def test_corrections_promise_only_what_there_is(client: FlaskClient):
    page = words(soup(client, "/corrections").main)
    assert "Nothing happens by itself: people do all of this, and no time is promised" in page


def test_the_methodology_leaves_out_a_correlation_that_an_edition_has_none_of(tmp_path: Path):
    def unknown(rows: Rows) -> None:
        for row in rows["summaries"]:
            if row["key"] == "coverage_spearman":
                row["value"] = "null"

    client = make_server(build(tmp_path / "published.db", unknown)).test_client()
    assert "Coverage and score: rank correlation" not in words(soup(client, "/methodology/trust").main)


def test_the_methodology_publishes_who_is_hurt_by_what_is_missing(client: FlaskClient):
    page = words(soup(client, "/methodology/trust").main)
    assert "Who is hurt by what is missing" in page and "It has not been worked out for this edition" in page
    assert "would lower the council’s own score" in page and "Turning a check away can pay" in page
    assert "There is a second table for every type" in page


def test_councils_with_the_same_mark_share_their_places_in_the_order_of_the_names_shown(client: FlaskClient):
    rows = soup(client, "/indicator/B11").select('.scroll[aria-label^="Every council"] tbody tr')
    told = [(words(row.th), words(row.select("td")[2])) for row in rows]
    yes = sum(values(slug)["B11"] == 1 for slug in COUNCILS)
    assert {place for _, place in told[:yes]} == {f"1 to {yes}"} and told[yes][1] == f"{yes + 1} to {len(told)}"
    assert [name for name, _ in told[:yes]] == sorted(name for name, _ in told[:yes])


@pytest.mark.parametrize(
    ("marks", "expected"),
    [([1.0, 0.5, 0.5, 0.0], {1.0: "1", 0.5: "2 to 3", 0.0: "4"}), ([], {}), ([0.3], {0.3: "1"})],
)
def test_places_of_a_mark_are_a_range_where_it_is_shared(marks: list[float], expected: dict[float, str]):
    assert indicator_places(marks) == expected
