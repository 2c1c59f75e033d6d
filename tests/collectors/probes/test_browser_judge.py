"""What pages that a browser saw add up to, without a browser."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from collectors.crawl.store import open_store
from collectors.probes.browser.axe import AxeResult, Rule
from collectors.probes.browser.jar import left_by
from collectors.probes.browser.judge import as_far_as_told, findings_of
from collectors.probes.browser.look import Fit, Keyboard
from collectors.probes.browser.privacy import MOST_COOKIES, CookieSeen, consent, sensitive, third_parties
from collectors.probes.browser.roles import Role
from collectors.probes.browser.sample import CONTENT_PAGES, Chosen, Sample, sample_of
from collectors.probes.browser.tab import Asked
from collectors.probes.browser.tracking import ADVERTISING, NECESSARY, SOCIAL, STATISTICS, Tracker, cookies, trackers
from collectors.probes.browser.visit import PageSeen
from collectors.probes.findings import Finding
from models import Status

HOST = "www.a.gov.uk"
NEWS, TASK = frozenset({"div.news", "main.a", "p.b"}), frozenset({"form.task", "main.c", "p.d"})


def seen(
    path: str, *rules: str, role: Role = Role.TASK, shape: frozenset[str] = TASK, status: Status = Status.MEASURED,
    code: str = "shown", services: tuple[str, ...] = (), width: int = 320, asked: Sequence[Asked] = (),
    viewport: str = "width=device-width", stops: tuple[int, int] = (3, 3),
) -> PageSeen:  # fmt: skip
    chosen = Chosen(f"https://{HOST}{path}", role, services)
    if status is not Status.MEASURED:
        return PageSeen(chosen, status, code)
    failed = {rule: Rule(rule, "serious", 1, "p") for rule in rules}
    axe = AxeResult("4.12.1", failed, {"region": Rule("region", "", 1, "p")})
    none = AxeResult("4.12.1", {}, {})
    return PageSeen(chosen, status, code, {}, tuple(asked), "", axe, none, Fit(width, viewport), Keyboard(True, *stops),
                    shape)  # fmt: skip


def found(pages: Sequence[PageSeen]) -> dict[str, Finding]:
    return {one.check: one for one in findings_of(HOST, pages)}


def test_a_rule_that_fails_on_every_page_of_a_template_counts_once():
    news = [seen(f"/news/{number}", "image-alt", shape=NEWS) for number in range(6)]
    tasks = [seen(f"/task/{number}", *rules) for number, rules in enumerate((("label",), ("label", "link-name"), ()))]
    forms = [seen("/form", "label", "select-name", role=Role.FORM)]
    for pages in ((*news, *tasks, *forms), (*forms, *reversed(tasks), *news)):
        told = found(pages)
        assert (told["A06"].value, told["A06"].seen["templates"], told["A06"].seen["pages"]) == (1.5, 2, 9)
        assert told["A06"].seen["rules"] == "image-alt (1), label (1), link-name (1)"
        assert told["A07"].value == 2 and told["best_practice"].value == 1


@pytest.mark.parametrize(
    ("pages", "status", "code"),
    [
        ([seen(f"/{n}") for n in range(4)], Status.NOT_CHECKED, "too_few_pages"),
        ([seen("/"), *(seen(f"/{n}", status=Status.BLOCKED, code="wall") for n in range(9))], Status.BLOCKED, "wall"),
        ([*(seen(f"/{n}") for n in range(5)), *(seen(f"/x{n}", status=Status.UNREACHABLE, code="timed_out")
          for n in range(6))], Status.UNREACHABLE, "timed_out"),
        ([], Status.NOT_CHECKED, "no_such_pages"),
        ([*(seen(f"/{n}") for n in range(5)), seen("/x", status=Status.BLOCKED, code="wall")], Status.MEASURED,
         "rules_per_template"),
    ],
)  # fmt: skip
def test_too_few_pages_are_a_reason_and_never_a_mark(pages: list[PageSeen], status: Status, code: str):
    told = found(pages)["A06"]
    assert (told.status, told.code) == (status, code)
    assert (told.value is None) == (status is not Status.MEASURED)


def test_a_page_works_on_a_phone_if_it_reflows_says_its_width_and_has_targets_of_size():
    pages = [seen("/ok"), seen("/wide", width=321), seen("/none", viewport=""), seen("/small", "target-size"),
             seen("/scale", viewport="initial-scale = 1")]  # fmt: skip
    told = found(pages)["A08"]
    assert told.value == 0.4
    assert str(told.seen["failed"]).split() == [f"https://{HOST}{path}" for path in ("/wide", "/none", "/small")]
    assert found([seen(f"/{n}", stops=(0, 0)) for n in range(5)])["visible_focus"].code == "too_few_pages"


def test_nothing_is_scored_where_the_crawl_was_shut_out():
    told = findings_of(HOST, [seen(f"/{n}") for n in range(5)])
    assert {one.status for one in as_far_as_told(Sample((), "replied"), told)} >= {Status.MEASURED}
    shut = as_far_as_told(Sample((), "blocked"), told)
    assert all(one.value is None for one in shut)
    assert {one.code for one in shut if one.status is Status.BLOCKED} == {"answers_browser_otherwise"}


GA, SESSION, ODD = (CookieSeen(name, HOST, None) for name in ("_ga_AB12", "PHPSESSID", "odd"))
TAG = "https://www.googletagmanager.com/gtag.js"


@pytest.mark.parametrize(
    ("left", "asked", "status", "value"),
    [
        ([], [], Status.MEASURED, 1),
        ([SESSION], [Asked(TAG, "script", 9, "")], Status.MEASURED, 1),
        ([SESSION, GA], [], Status.MEASURED, 0),
        ([ODD, GA], [], Status.MEASURED, 0),
        ([ODD, SESSION], [], Status.AMBIGUOUS, None),
        ([SESSION], [Asked(TAG, "script", 0, "disallowed")], Status.NOT_CHECKED, None),
        ([], [Asked(f"https://{HOST}/api", "fetch", 0, "not_get")], Status.NOT_CHECKED, None),
        ([], [Asked(f"https://{HOST}/a.png", "image", 0, "timed_out")], Status.MEASURED, 1),
        ([], [Asked(f"https://{HOST}/a.png", "image", 0, "too_many_requests")], Status.NOT_CHECKED, None),
    ],
)
def test_cookies_before_a_choice(left: list[CookieSeen], asked: list[Asked], status: Status, value: float | None):
    told = consent(HOST, [seen("/", asked=asked), *(seen(f"/{n}") for n in range(4))], left, cookies())
    assert (told.status, told.value) == (status, value)


@pytest.mark.parametrize(
    ("at", "sent", "top", "kept"),
    [
        ("https://a.example/x/y", "n=v=1; Path=p", "", [("n", "v=1", "a.example", "/x", -1, "Lax")]),
        ("https://w.a.example/", "n=; Domain=a.example", "", [("n", "", ".a.example", "/", -1, "Lax")]),
        ("https://a.example/", "n=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "",
         [("n", "1", "a.example", "/", 1060.0, "Lax")]),
        ("https://a.example/", "n=1; expires=Thu, 01-Jan-1970 01:00:00 GMT", "",
         [("n", "1", "a.example", "/", 3600.0, "Lax")]),
        ("https://a.example/", "n=1; Max-Age=0", "", []),
        ("https://a.example/", "n=1; Max-Age=soon", "", [("n", "1", "a.example", "/", -1, "Lax")]),
        ("https://a.example/", "n=1; Domain=b.example", "", []),
        ("http://a.example/", "n=1; Secure", "", []),
        ("https://a.example/", "__Host-n=1; Secure", "", [("__Host-n", "1", "a.example", "/", -1, "Lax")]),
        ("https://a.example/", "__Host-n=1", "", []),
        ("https://a.example/", "n=1", "https://b.example/", []),
        ("https://a.example/", "n=1; SameSite=None", "", []),
        ("https://i.a.example/", "n=1", "https://www.a.example/", [("n", "1", "i.a.example", "/", -1, "Lax")]),
        ("https://a.example/", "n=1; SameSite=None; Secure", "https://b.example/",
         [("n", "1", "a.example", "/", -1, "None")]),
        ("https://a.example/", "no cookie", "", []),
    ],
)  # fmt: skip
def test_a_redirects_cookie_is_kept_as_a_browser_keeps_it(at: str, sent: str, top: str, kept: list[tuple]):
    names = ("name", "value", "domain", "path", "expires", "sameSite")
    assert [tuple(one[name] for name in names) for one in left_by([(at, sent)], top, 1000.0)] == kept


def test_no_cookie_on_too_few_pages_is_no_full_mark():
    walled = [seen(f"/x{n}", status=Status.BLOCKED, code="wall") for n in range(6)]
    for pages, code in (([seen("/")], "too_few_pages"), ([*(seen(f"/{n}") for n in range(5)), *walled], "wall")):
        told = consent(HOST, pages, [SESSION], cookies())
        assert (told.value, told.code) == (None, code)
        assert consent(HOST, pages, [GA], cookies()).value == 0
    (kept,) = consent(HOST, [seen("/")], [GA], cookies()).kept
    assert json.loads(kept.body) == [{"name": "_ga_AB12", "domain": HOST, "days": None, "purpose": "statistics"}]


def test_a_cookie_that_tracks_is_among_those_kept_however_many_were_left() -> None:
    many = [CookieSeen(f"A{n:03}", HOST, None) for n in range(MOST_COOKIES)]
    told = consent(HOST, [seen("/")], [*many, SESSION, GA], cookies())
    names = [one["name"] for one in json.loads(told.kept[0].body)]
    assert told.value == 0 and len(names) == MOST_COOKIES and GA.name in names and SESSION.name not in names


PIXEL = Asked("https://www.facebook.com/tr?id=1", "image", 0, "counting_only")


@pytest.mark.parametrize(
    ("pages", "status", "value"),
    [
        ([seen(f"/{n}", services=("C01",)) for n in range(3)], Status.MEASURED, 1),
        ([seen("/a", services=("C11",), asked=[PIXEL])], Status.MEASURED, 0),
        ([seen(f"/{n}", services=("C01",)) for n in range(2)], Status.NOT_CHECKED, None),
        ([seen(f"/{n}", services=("S01",), asked=[PIXEL]) for n in range(9)], Status.NOT_CHECKED, None),
        ([*(seen(f"/{n}", services=("C01",)) for n in range(3)),
          seen("/x", services=("C07",), status=Status.UNREACHABLE, code="timed_out")], Status.UNREACHABLE, None),
        ([*(seen(f"/{n}", services=("C01",)) for n in range(3)),
          seen("/x", services=("C07",), asked=[Asked(TAG, "script", 0, "disallowed")])], Status.NOT_CHECKED, None),
    ],
)  # fmt: skip
def test_advertising_on_sensitive_pages(pages: list[PageSeen], status: Status, value: float | None):
    told = sensitive(HOST, pages, trackers())
    assert (told.status, told.value) == (status, value)


def test_who_is_behind_an_address_or_a_cookie():
    known = trackers()
    assert known.of("https://connect.facebook.net/en_GB/fbevents.js") == Tracker("Facebook", SOCIAL)
    assert known.of("https://stats.g.doubleclick.net/j/collect") == Tracker("Google", ADVERTISING)
    assert known.of("https://www.google-analytics.com/collect").purpose == STATISTICS
    assert [known.of(url) for url in ("https://www.leeds.gov.uk/", "https://notfacebook.com/", "https://[/")] == [
        None
    ] * 3
    assert {one.purpose for one in known.domains.values()} == {ADVERTISING, SOCIAL, STATISTICS}
    assert {purpose for _, purpose in cookies().patterns} == {ADVERTISING, STATISTICS, NECESSARY}
    assert third_parties("https://www.a.gov.uk/", [Asked("https://cdn.a.gov.uk/x", "script", 1, ""), PIXEL]) == [
        "facebook.com"
    ]


def test_sensitive_pages_come_first_and_the_others_evenly(tmp_path: Path):
    db = open_store(tmp_path / "crawl.db")
    with db.conn:
        db.conn.execute("INSERT INTO runs VALUES (1, '2026-11-01', '2026-11-01', 'finished', 'simulated', '{}')")
        for code, status in (("X1", "replied"), ("X2", "blocked")):
            db.conn.execute("INSERT INTO sites VALUES (1, ?, '', ?, ?, ?, '', 1, 9, 9, 0)", [code, code, HOME, status])
        for number in range(1, 29):
            row = ["X1", f"S{number:02d}", 3, f"{HOME}s{number}", f"https://forms.example.com/{number % 12}"]
            db.conn.execute("INSERT INTO services VALUES (?, '', ?, 'measured', ?, ?, ?, '', 1, '', 1, '', '')", row)
        row = ["X1", "C09", 1, f"{HOME}homeless", "javascript:void(0)"]
        db.conn.execute("INSERT INTO services VALUES (?, '', ?, 'measured', ?, ?, ?, '', 1, '', 1, '', '')", row)
    db.close()
    told = sample_of(tmp_path / "crawl.db", {"X1": HOME, "X2": HOME, "X3": HOME})
    content = [page for page in told["X1"].pages if page.role in (Role.HOME, Role.TASK)]
    assert len(content) == CONTENT_PAGES and content[0].role is Role.HOME and content[1].services == ("C09",)
    assert [page.services[0] for page in content[2:]][:3] == ["S01", "S02", "S04"] and content[-1].services == ("S27",)
    forms = [page.url for page in told["X1"].pages if page.role is Role.FORM]
    assert len(forms) == len(set(forms)) == 10
    alone = Chosen(HOME, Role.HOME)
    assert told["X2"] == Sample((alone,), "blocked") and told["X3"] == Sample((alone,))


HOME = f"https://{HOST}/"
