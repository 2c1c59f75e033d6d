"""What the pages seen add up to for a council. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from collectors.probes.browser.axe import TARGET_SIZE
from collectors.probes.browser.libraries import holes, libraries_of, names_version, verdict
from collectors.probes.browser.roles import Role
from collectors.probes.browser.sample import Sample
from collectors.probes.browser.stock import TOO_MANY
from collectors.probes.browser.visit import OTHERWISE, PageSeen
from collectors.probes.findings import Finding, decided, undecided
from models import Status

LEAST_CONTENT_PAGES = 5
"""Content pages below which nothing is said of a site."""
LEAST_SHARE = 0.5
"""Of the pages that were chosen, the share that has to be seen; the others may be those that fail."""
SAME_TEMPLATE = 0.7
"""Of the kinds of elements of two pages together, the share that both have, from which they are of one template."""


def findings_of(host: str, pages: Sequence[PageSeen]) -> tuple[Finding, ...]:
    """Return what the pages say of the council: each check as a value, or the reason why none is known.

    A06, A07: failing WCAG A and AA rules per template, its mean over templates. A08, skip_link and visible_focus:
    shares of pages. T07: 0 where a page loads a library with a known hole. best_practice: as A06, of rules beside WCAG.
    """
    content = [page for page in pages if page.chosen.role in (Role.HOME, Role.TASK)]
    forms = [page for page in pages if page.chosen.role is Role.FORM]
    return (
        _rules("A06", host, content, LEAST_CONTENT_PAGES, PageSeen.failing),
        _rules("A07", host, forms, 1, PageSeen.failing),
        _share("A08", host, [*content, *forms], _fits_a_phone),
        _libraries("T07", host, [*content, *forms]),
        _rules("best_practice", host, content, LEAST_CONTENT_PAGES, PageSeen.unpractised),
        _share("skip_link", host, content, lambda page: bool(page.keyboard and page.keyboard.skip_link)),
        _share("visible_focus", host, content, _shows_focus),
    )


def as_far_as_told(sample: Sample, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings as they may stand: without a value where the crawl was shut out and a browser was not.

    Neither answer is then the site's word.
    """
    if sample.crawled in ("", "replied"):
        return tuple(found)
    return tuple(
        one if one.value is None else undecided(one.check, one.subject, Status.BLOCKED, OTHERWISE, crawl=sample.crawled)
        for one in found
    )


def templates_of(pages: Iterable[PageSeen]) -> list[list[PageSeen]]:
    """Return the pages by template: those that are built of mostly the same kinds of elements, on whatever hosts.

    The same pages in any order give the same groups.
    """
    groups: list[list[PageSeen]] = []
    for page in sorted(pages, key=lambda page: page.chosen.url):
        near = [group for group in groups if any(_alike(page, other) for other in group)]
        merged = [page, *(other for group in near for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append(sorted(merged, key=lambda page: page.chosen.url))
    return groups


def _alike(one: PageSeen, other: PageSeen) -> bool:
    together = one.shape | other.shape
    return not together or len(one.shape & other.shape) / len(together) >= SAME_TEMPLATE


def _rules(
    check: str, host: str, pages: Sequence[PageSeen], least: int,
    failing: Callable[[PageSeen], frozenset[str]],
) -> Finding:  # fmt: skip
    seen = _seen(pages)
    if missing := too_few(check, host, pages, least):
        return missing
    templates = [frozenset().union(*(failing(page) for page in group)) for group in templates_of(seen)]
    rules = Counter(rule for found in templates for rule in found)
    version = next((page.phone.version for page in seen if page.phone), "")
    return decided(
        check, host, round(sum(len(found) for found in templates) / len(templates), 4), "rules_per_template",
        pages=len(seen), chosen=len(pages), templates=len(templates), axe=version,
        rules=", ".join(f"{rule} ({count})" for rule, count in sorted(rules.items())),
    )  # fmt: skip


def _share(check: str, host: str, pages: Sequence[PageSeen], meets: Callable[[PageSeen], bool | None]) -> Finding:
    if missing := too_few(check, host, pages, LEAST_CONTENT_PAGES):
        return missing
    known = {page.chosen.url: met for page in _seen(pages) if (met := meets(page)) is not None}
    if len(known) < LEAST_CONTENT_PAGES:
        return undecided(check, host, Status.NOT_CHECKED, "too_few_pages", pages=len(known), chosen=len(pages))
    failed = [url for url, met in known.items() if not met]
    return decided(
        check, host, round(1 - len(failed) / len(known), 4), "share_of_pages", pages=len(known), chosen=len(pages),
        failed=" ".join(failed),
    )  # fmt: skip


def _libraries(check: str, host: str, pages: Sequence[PageSeen]) -> Finding:
    """Return 0 as soon as one page seen loads a version with a hole; 1 only where enough pages and scripts were seen.

    A script is judged by its address, had or not: what kept it from us keeps it from no visitor. One that was not had
    and names no version may load what it likes.
    """
    missing = too_few(check, host, pages, LEAST_CONTENT_PAGES)
    scripts = [one for page in _seen(pages) for one in page.asked if one.kind == "script"]
    found = libraries_of(one.url for one in scripts)
    value, code = verdict(found)
    seen = {
        "libraries": ", ".join(f"{one.name} {one.version or '?'}" for one in found),
        "advisories": ", ".join(sorted({hole.id for one in found for hole in holes(one)})),
    }
    if value == 0:
        return decided(check, host, value, code, **seen)
    if missing:
        return missing
    if value is None:
        return undecided(check, host, Status.NOT_CHECKED, code, **seen)
    beyond = [one.url for page in _seen(pages) for one in page.asked if one.why == TOO_MANY]
    if unread := beyond + [one.url for one in scripts if one.why and not names_version(one.url)]:
        return undecided(check, host, Status.NOT_CHECKED, "requests_not_followed", first=unread[0][:200], **seen)
    return decided(check, host, value, code, **seen)


def too_few(check: str, host: str, pages: Sequence[PageSeen], least: int) -> Finding | None:
    """Return the finding of a check that too few pages can decide, None where enough were seen."""
    seen = _seen(pages)
    if not pages:
        return undecided(check, host, Status.NOT_CHECKED, "no_such_pages", chosen=0)
    if len(seen) >= least and len(seen) >= LEAST_SHARE * len(pages):
        return None
    if len(seen) < least <= len(pages) - len(seen) or len(seen) < LEAST_SHARE * len(pages):
        ((status, code), _), *_ = Counter((page.status, page.code) for page in pages if page not in seen).most_common(1)
        return undecided(check, host, status, code, pages=len(seen), chosen=len(pages))
    return undecided(check, host, Status.NOT_CHECKED, "too_few_pages", pages=len(seen), chosen=len(pages))


def _seen(pages: Iterable[PageSeen]) -> list[PageSeen]:
    return [page for page in pages if page.status is Status.MEASURED]


def _fits_a_phone(page: PageSeen) -> bool | None:
    if page.fit is None or page.phone is None:
        return None
    return page.fit.reflows and TARGET_SIZE not in page.phone.wcag


def _shows_focus(page: PageSeen) -> bool | None:
    """Whether every stop that was looked at shows that it has the focus; unknown of a page without any."""
    if page.keyboard is None or not page.keyboard.stops:
        return None
    return page.keyboard.shown == page.keyboard.stops
