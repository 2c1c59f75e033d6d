"""No path and no method brings the site to its knees: files that are not there, odd bytes, steps out of the folder."""

from __future__ import annotations

import itertools

import pytest
from flask.testing import FlaskClient

from web.serving.assets import FOREVER

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")
STRANGE = (
    "site.css", "site.css?v=forged", "site.css?v=%00", "site.css?v=" + "0" * 9000, "site.css/", "site.css/inner", "",
    "nothing.css", "%00", "site.css%00", "site.css%00.png", "a%00/../site.css", "..", "../", "../app.py",
    "..%2Fapp.py", "..%5Capp.py", "%2e%2e/%2e%2e/etc/passwd", "....//app.py", "/etc/passwd", "//etc/passwd",
    "C:%5Cwindows%5Cwin.ini", "CON", "nul.txt", "x" * 300, "x" * 5000, "a/" * 2000, "%C5%B5y%C5%B7.css",
    "\u0175\u0177l.css", "\U0001f5d1.png", "%ff%fe", "%ED%A0%80", "%E2%80%AE.css", "%0d%0aX-Injected:%201", "%20",
    "%09", "a%0Ab", "nothing/../site.css", "<script>", "%3Cscript%3E", "{{7*7}}", "site.css;v=1", "%25", "%", "%zz",
    ".", "./", ".htaccess", "~", "*", "|id", "site.css\\..\\app.py",
)  # fmt: skip
PLACES = ("/assets/", "/explore/_dash-component-suites/", "/council/", "/data/", "/")


@pytest.mark.parametrize(("place", "method"), list(itertools.product(PLACES, METHODS)))
def test_a_strange_path_is_never_an_error_of_ours(one_site: FlaskClient, place: str, method: str) -> None:
    answered = {}
    for name in STRANGE:
        with one_site.open(place + name, method=method) as answer:
            answered[name[:60]] = answer.status_code
            assert "X-Injected" not in answer.headers
            assert b"Traceback" not in answer.get_data()
    assert {name: status for name, status in answered.items() if status >= 500} == {}


@pytest.mark.parametrize("name", ["nothing.css", "%00", "../app.py", "x" * 300])
def test_only_what_was_served_may_be_kept_for_good(one_site: FlaskClient, name: str) -> None:
    with one_site.options(f"/assets/{name}") as answer:
        assert answer.headers.get("Cache-Control") != FOREVER
    with one_site.get(f"/assets/{name}") as answer:
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_what_may_be_done_with_a_file_is_said_alike_whether_or_not_it_exists(one_site: FlaskClient) -> None:
    there, absent = one_site.options("/assets/site.css"), one_site.options("/assets/nothing.css")
    assert there.status_code == absent.status_code == 200
    assert there.headers["Allow"] == absent.headers["Allow"]
    assert set(there.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
