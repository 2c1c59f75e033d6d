"""One automated accessibility scan of every council home page: our own count of rules, and HTTPS."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from collectors.open_data.contract import Harvest, Measure, Source
from collectors.open_data.gathering import Gathering
from collectors.open_data.permalinks import Place
from collectors.open_data.tables import DAY, FLAG, TEXT, WHOLE, Row, optional, read_table, refusal
from models import Authority, Message, Status
from register.authorities import Register

NAME = "homepage_accessibility_scan"
SCAN = "homepage-accessibility-scan/homepage_scan_2026_02.csv"
URL = Place("mgifford/alfa-scan", "6630922fac7a6e17866ec02042945b0a4a7e68c2", "reports/issues/").url()
REPORTS = ("39", "41")
RULES, HTTPS = "homepage_axe_rules", "homepage_https"
COLUMNS = {
    "slug": TEXT, "gss_register": TEXT, "submitted_url": TEXT, "final_url": TEXT, "http_status": TEXT,
    "axe_executed": FLAG, "axe_passed": optional(WHOLE), "axe_failed_rules": TEXT, "axe_error": TEXT,
    "alfa_failed_rules": TEXT, "equal_access_failed_rules": TEXT, "scanned_on": DAY,
}  # fmt: skip

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
    table = read_table(NAME, SCAN, inputs[SCAN], COLUMNS, ("slug", "scanned_on"), repeats=True)
    table = table.rename(columns={"gss_register": "gss"})
    seen: set[str] = set()
    for row in table.sort_values("scanned_on", ascending=False, kind="stable").itertuples():
        council = gathering.council(row, row.scanned_on)
        if council and gathering.first(seen, council):
            _add_rules(gathering, council, row)
            _add_https(gathering, council, row)
    return gathering.harvest()


def _add_rules(gathering: Gathering, council: Authority, row: Row) -> None:
    failed, day = _failed(row), row.scanned_on
    if not _seen(row):
        message = Message("scan.refused", {"day": day, "reports": REPORTS})
        gathering.add(council, RULES, None, day, status=Status.BLOCKED, message=message, url=URL)
        return
    if doubt := _doubt(row):
        message = Message("scan.doubtful", {"doubt": doubt, "day": day, "reports": REPORTS})
        gathering.add(council, RULES, None, day, status=Status.AMBIGUOUS, message=message, url=URL)
        return
    message = Message("scan.rules", {"n": failed, "day": day, "reports": REPORTS})
    gathering.add(council, RULES, failed, day, message=message, url=URL)


def _add_https(gathering: Gathering, council: Authority, row: Row) -> None:
    day = row.scanned_on
    if not row.http_status:
        message = Message("scan.no_answer", {"day": day, "reports": REPORTS})
        gathering.add(council, HTTPS, None, day, status=Status.UNREACHABLE, message=message, url=URL)
        return
    secure = row.final_url.startswith("https://")
    message = Message("scan.https" if secure else "scan.no_https", {"day": day, "reports": REPORTS})
    gathering.add(council, HTTPS, int(secure), day, message=message, url=URL)


def _seen(row: Row) -> bool:
    ran = row.http_status == "200" and row.axe_executed and not row.axe_error
    if ran and math.isnan(row.axe_passed):
        raise refusal(NAME, row, "axe_passed", "empty, expected a value")
    return ran and row.axe_passed >= LEAST_PASSED


def _doubt(row: Row) -> Message | None:
    """Return what makes it doubtful that the page is the home page, None if nothing does."""
    if _fingerprint(row) == REFRESH_PAGE:
        return Message("scan.sends_on")
    if "splash" in urlsplit(row.final_url).path.lower():
        return Message("scan.splash")
    return None


def _fingerprint(row: Row) -> tuple[str, str, str]:
    alfa = ";".join(rule.rsplit("/", 1)[-1] for rule in row.alfa_failed_rules.split(";"))
    return row.axe_failed_rules, alfa, row.equal_access_failed_rules


def _failed(row: Row) -> int:
    rules = set(row.axe_failed_rules.split(";")) - {""}
    if unknown := sorted(rules - WCAG_RULES - OTHER_RULES):
        message = f"{unknown[0]!r} is no axe rule we know: does it carry a WCAG tag?"
        raise refusal(NAME, row, "axe_failed_rules", message)
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
