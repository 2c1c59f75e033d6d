"""One automated accessibility scan of every council home page: our own count of rules, and HTTPS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.days import written
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import Row, read_table
from models import Authority, Status
from register.authorities import Register

NAME = "homepage_accessibility_scan"
SCAN = "homepage-accessibility-scan/homepage_scan_2026_02.csv"
URL = Place("mgifford/alfa-scan", "6630922fac7a6e17866ec02042945b0a4a7e68c2", "reports/issues/").url()
REPORTS = "reports 39 and 41"
RULES, HTTPS = "homepage_axe_rules", "homepage_https"

LEAST_PASSED = 50
"""An answer in which fewer checks passed is a blank or challenge page, whatever its status says."""

REFRESH_PAGE = (
    "meta-refresh",
    "sia-r9;sia-r96",
    "element_attribute_deprecated;meta_refresh_delay;style_color_misuse;style_highcontrast_visible",
)
"""What axe, Alfa and IBM report, to the letter, of the page by which firewalls send a browser on."""

_WCAG_RULES = """
area-alt aria-allowed-attr aria-braille-equivalent aria-command-name aria-conditional-attr aria-deprecated-role
aria-hidden-body aria-hidden-focus aria-input-field-name aria-meter-name aria-progressbar-name aria-prohibited-attr
aria-required-attr aria-required-children aria-required-parent aria-roles aria-tab-name aria-toggle-field-name
aria-tooltip-name aria-valid-attr-value aria-valid-attr autocomplete-valid avoid-inline-spacing blink button-name
bypass color-contrast definition-list dlitem document-title duplicate-id-aria form-field-multiple-labels
frame-focusable-content frame-title-unique frame-title html-has-lang html-lang-valid html-xml-lang-mismatch
image-alt input-button-name input-image-alt label link-in-text-block link-name list listitem marquee meta-refresh
meta-viewport nested-interactive no-autoplay-audio object-alt role-img-alt scrollable-region-focusable select-name
server-side-image-map summary-name svg-img-alt target-size td-headers-attr th-has-data-cells valid-lang
video-caption
"""
WCAG_RULES = frozenset(_WCAG_RULES.split())
"""axe-core 4.11 rules that carry a WCAG 2.0, 2.1 or 2.2 tag of level A or AA."""

_OTHER_RULES = """
accesskeys aria-allowed-role aria-dialog-name aria-text aria-treeitem-name empty-heading empty-table-header
frame-tested heading-order hidden-content image-redundant-alt label-title-only landmark-banner-is-top-level
landmark-complementary-is-top-level landmark-contentinfo-is-top-level landmark-main-is-top-level
landmark-no-duplicate-banner landmark-no-duplicate-contentinfo landmark-no-duplicate-main landmark-one-main
landmark-unique meta-viewport-large page-has-heading-one presentation-role-conflict region scope-attr-valid
skip-link tabindex table-duplicate-name
"""
OTHER_RULES = frozenset(_OTHER_RULES.split())
"""axe-core rules of best practice, which do not count."""


def parse(inputs: Mapping[str, bytes], register: Register, snapshot_on: date) -> Harvest:
    """Return both measures of every scanned council; a page the scanner did not really see is `blocked`.

    A page that may not be the home page (one that only refreshes, a splash, one far too short) is `ambiguous`.
    """
    gathering = Gathering(NAME, register)
    columns = (
        "slug", "gss_register", "submitted_url", "final_url", "http_status", "axe_executed", "axe_passed",
        "axe_failed_rules", "axe_error", "alfa_failed_rules", "equal_access_failed_rules", "scanned_on",
    )  # fmt: skip
    rows = read_table(NAME, SCAN, inputs[SCAN], columns, ("slug", "scanned_on"), repeats=True)
    seen: set[str] = set()
    for row in sorted(rows, key=lambda row: row.day("scanned_on"), reverse=True):
        council = gathering.council(row, row.day("scanned_on"), "gss_register")
        if council and gathering.first(seen, council):
            _add_rules(gathering, council, row)
            _add_https(gathering, council, row)
    return gathering.harvest()


def _add_rules(gathering: Gathering, council: Authority, row: Row) -> None:
    failed, day = _failed(row), row.day("scanned_on")
    scan = f"scan of {written(day)}, {REPORTS}"
    if not _seen(row):
        text = f"The scanner was refused or shown a blank page ({scan})"
        gathering.add(council, RULES, None, day, status=Status.BLOCKED, text=text, url=URL)
        return
    if doubt := _doubt(row):
        text = f"Perhaps not the home page: {doubt} ({scan})"
        gathering.add(council, RULES, None, day, status=Status.AMBIGUOUS, text=text, url=URL)
        return
    noun = "rule fails" if failed == 1 else "rules fail"
    text = f"{failed} automated WCAG A or AA {noun} on the home page ({scan})"
    gathering.add(council, RULES, failed, day, text=text, url=URL)


def _add_https(gathering: Gathering, council: Authority, row: Row) -> None:
    day, final = row.day("scanned_on"), row.text("final_url")
    if not row.text("http_status"):
        text = f"The scanner got no answer (scan of {written(day)}, {REPORTS})"
        gathering.add(council, HTTPS, None, day, status=Status.UNREACHABLE, text=text, url=URL)
        return
    secure = final.startswith("https://")
    text = f"The home page is {'' if secure else 'not '}served over HTTPS (scan of {written(day)}, {REPORTS})"
    gathering.add(council, HTTPS, int(secure), day, text=text, url=URL)


def _seen(row: Row) -> bool:
    ran = row.text("http_status") == "200" and row.flag("axe_executed") and not row.text("axe_error")
    return ran and row.whole("axe_passed") >= LEAST_PASSED


def _doubt(row: Row) -> str:
    """Return what makes it doubtful that the page is the home page, '' if nothing does."""
    if _fingerprint(row) == REFRESH_PAGE:
        return "it only sends the browser on"
    if "splash" in urlsplit(row.text("final_url")).path.lower():
        return "its address calls it a splash page"
    return ""


def _fingerprint(row: Row) -> tuple[str, str, str]:
    alfa = ";".join(rule.rsplit("/", 1)[-1] for rule in row.text("alfa_failed_rules").split(";"))
    return row.text("axe_failed_rules"), alfa, row.text("equal_access_failed_rules")


def _failed(row: Row) -> int:
    rules = set(row.text("axe_failed_rules").split(";")) - {""}
    if unknown := sorted(rules - WCAG_RULES - OTHER_RULES):
        raise row.refuse("axe_failed_rules", f"{unknown[0]!r} is no axe rule we know: does it carry a WCAG tag?")
    return len(rules & WCAG_RULES)


SOURCE = Source(
    name=NAME,
    inputs=(SCAN,),
    measures=(
        Measure(RULES, "rules", "distinct axe rules carrying a WCAG A or AA tag that fail on the home page"),
        Measure(HTTPS, "0 or 1", "the home page, after redirects, is served over HTTPS"),
    ),
    parse=parse,
)
