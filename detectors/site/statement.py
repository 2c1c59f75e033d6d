"""The accessibility statement against the legal checklist (Public Sector Bodies Accessibility Regulations 2018).

An automated indication, never a legal finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from detectors.dates import date_near
from detectors.pages import FOOTER, HEADER, MAIN, NAV, PageModel
from detectors.phrases import phrase
from detectors.wording import fold

NAMED = phrase("accessibility", "named")
_STATEMENT = phrase("accessibility", "statement_titles")
_NOT_STATEMENT = phrase("accessibility", "other_titles")
_ONE_PRODUCT = phrase("accessibility", "one_product")
_COMMITMENT = phrase("accessibility", "commitment")
_REGULATIONS = phrase("accessibility", "regulations")
_SCOPE = phrase("accessibility", "scope")
STATUSES = {
    "not": phrase("accessibility", "status_not"),
    "partially": phrase("accessibility", "status_partially"),
    "fully": phrase("accessibility", "status_fully"),
}
"""How compliant a statement says the site is -> the words that say so."""
_WCAG = phrase("accessibility", "standard")
_CRITERION = re.compile(r"(?<![\d.])[1-4]\.\d\.\d{1,2}(?![\d.])")
_ISSUES = phrase("accessibility", "issues")
_PREPARED = phrase("accessibility", "prepared")
_REVIEWED = phrase("accessibility", "reviewed")
_TESTED = phrase("accessibility", "tested")
_CONTACT = phrase("accessibility", "contact")
_ENFORCEMENT = phrase("accessibility", "enforcement")
_EHRC = phrase("accessibility", "commission")
_EASS = phrase("accessibility", "advice")
_ECNI = phrase("accessibility", "commission_northern_ireland")
_PLACEHOLDER = phrase("accessibility", "template_text")
EASS_HOSTS = ("equalityadvisoryservice.com", "equalityhumanrights.com")
ECNI_HOSTS = ("equalityni.org",)


_ANY_SITE = phrase("accessibility", "any_site")
_ISSUE_HEADS = phrase("accessibility", "issue_headings")
_SITE_NOT = phrase("accessibility", "site_not")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one statement says. status: fully, partially, not, conflicting or '' (does not say).

    wcag: version named ("2.1"), '' none. prepared, reviewed: printed days or None. checks: legal point -> passed;
    a point that does not apply is left out. placeholders: template text never filled in.
    """

    status: str
    wcag: str
    criteria: tuple[str, ...]
    lists_issues: bool
    prepared: date | None
    reviewed: date | None
    has_contact: bool
    has_enforcement: bool
    placeholders: tuple[str, ...]
    checks: dict[str, bool] = field(default_factory=dict)


def looks_like_statement(page: PageModel) -> float:
    """Return 0-2: how surely a page is a website accessibility statement, judged by title and content."""
    heads = [fold(text) for text in (page.h1, re.split(r"\s[|\u2013-]\s", page.title)[0]) if text]
    if not any(_STATEMENT.search(head) for head in heads) or any(_NOT_STATEMENT.search(head) for head in heads):
        return 0.0
    body = fold(page.main_text)
    signs = sum(bool(p.search(body)) for p in (_REGULATIONS, _COMMITMENT, _ENFORCEMENT, _CONTACT, _ISSUES, _WCAG))
    signs += any(p.search(body) for p in STATUSES.values())
    return 0.0 if signs == 0 else 1.0 if signs < 2 else 2.0


def product_of(page: PageModel) -> str:
    """Return the product that a per-supplier statement is about ("Idox"), '' if it is about the site."""
    match = _ONE_PRODUCT.search(fold(page.h1 or page.title))
    words = match[1] if match else ""
    return "" if _ANY_SITE.search(words) else words


def read_statement(page: PageModel, northern_ireland: bool = False) -> Statement:
    """Return what the statement says and which legal points it passes."""
    text, body = page.main_text, fold(page.main_text)
    status, wcag = _status_of(body), _version_of(body)
    criteria = tuple(dict.fromkeys(_CRITERION.findall(text)))
    bullets = sum(b.tag == "li" for b in page.main_blocks())
    lists_issues = bool(_ISSUES.search(body)) and (bool(criteria) or bullets >= 2)
    found = Statement(
        status=status,
        wcag=wcag,
        criteria=criteria,
        lists_issues=lists_issues,
        prepared=date_near(text, _PREPARED),
        reviewed=date_near(text, _REVIEWED),
        has_contact=_has_contact(page, body),
        has_enforcement=_has_enforcement(page, body, northern_ireland),
        placeholders=tuple(m.group(0)[:60] for m in _PLACEHOLDER.finditer(text))[:5],
    )
    return replace(found, checks=_checks(found, page, body))


def _checks(found: Statement, page: PageModel, body: str) -> dict[str, bool]:
    heads = " | ".join(fold(text) for _, text, _ in page.headings)
    checks = {
        "commitment": bool(_COMMITMENT.search(body)),
        "regulations named": bool(_REGULATIONS.search(body)),
        "scope": bool(_SCOPE.search(body)),
        "compliance status": found.status in ("fully", "partially", "not"),
        "current standard": found.wcag == "2.2",
        "prepared date": found.prepared is not None,
        "reviewed date": found.reviewed is not None,
        "how it was tested": bool(_TESTED.search(body)),
        "contact route": found.has_contact,
        "enforcement route": found.has_enforcement,
        "no template text left": not found.placeholders,
    }
    if found.status in ("partially", "not"):
        checks["issues listed"] = found.lists_issues
        checks["heading for non-accessible content"] = bool(_ISSUE_HEADS.search(heads))
    return checks


def _status_of(body: str) -> str:
    hits = [name for name, pattern in STATUSES.items() if pattern.search(body)]
    if "partially" in hits and "not" in hits and not _SITE_NOT.search(body):
        hits.remove("not")
    return hits[0] if len(hits) == 1 else "conflicting" if hits else ""


def _version_of(body: str) -> str:
    versions = {f"{m[1]}.{m[2] or '0'}" for m in _WCAG.finditer(body)}
    return max(versions, default="")


def _has_contact(page: PageModel, body: str) -> bool:
    direct = any(link.href.startswith(("mailto:", "tel:")) for link in page.links if link.region == MAIN)
    printed = re.search(r"[\w.+-]+@[\w-]+\.\w", page.main_text) or re.search(r"\b0\d{2,4}[\s)]?\d{3}", page.main_text)
    form = any(_CONTACT.search(fold(link.text)) for link in page.links if link.region == MAIN)
    return bool(_CONTACT.search(body)) and bool(direct or printed or form)


def _has_enforcement(page: PageModel, body: str, northern_ireland: bool) -> bool:
    hosts = " ".join(link.href for link in page.links)
    if northern_ireland:
        return bool(_ECNI.search(body)) or any(host in hosts for host in ECNI_HOSTS)
    named, advice = bool(_EHRC.search(body)), bool(_EASS.search(body))
    return (named or advice) and (advice or any(host in hosts for host in EASS_HOSTS))


def footer_link(page: PageModel) -> str:
    """Return the address of the accessibility link outside the page's own content, '' if there is none."""
    for link in page.links:
        if link.region in (FOOTER, NAV, HEADER) and NAMED.search(fold(link.text)):
            return link.href
    return ""
