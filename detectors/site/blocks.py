"""B01, B03 to B05, B07 and B09: shared building blocks, joint services and lessons shared."""

from __future__ import annotations

from detectors.dates import dates_in
from detectors.fingerprints import Sighting
from detectors.library import Entry
from detectors.phrases import phrase
from detectors.records import Observation
from detectors.site.view import SiteView, absent, matching_block, measured, titled, unmeasured

TWO_YEARS_DAYS = 731
_JOINT = phrase("blocks", "joint_services")
_LESSONS = phrase("blocks", "lessons_titles")


def block_observations(view: SiteView) -> list[Observation]:
    """Return B01, B03, B04, B05, B07 and B09 of one council."""
    linked = linked_products(view)
    return [
        _product(view, linked, "B01", ("govuk-pay",), "GOV.UK Pay takes payments for at least one service."),
        _product(view, linked, "B03", ("govuk-one-login", "mygovscot"), "A common sign-in is used."),
        _design(view),
        _open_source(view, linked),
        _joint(view),
        _lessons(view),
    ]


def linked_products(view: SiteView) -> dict[str, tuple[Sighting, Entry]]:
    """Return the products that the council's own pages link to or are made of, each with one page that shows it."""
    found: dict[str, tuple[Sighting, Entry]] = {}
    for entry in view.own():
        urls = {link.href for link in entry.page.links if link.href.startswith("http")} | set(entry.page.frames)
        for url in urls:
            seen = view.fingerprints.of_address(url)
            if seen is not None and seen.product.id not in found and seen.confidence >= 0.75:
                found[seen.product.id] = (seen, entry)
        for seen in view.fingerprints.of_page(entry.page, entry.reply.headers) if len(found) < 200 else ():
            found.setdefault(seen.product.id, (seen, entry))
    return found


def _product(
    view: SiteView, linked: dict[str, tuple[Sighting, Entry]], code: str, ids: tuple[str, ...], text: str
) -> Observation:
    for name in ids:
        if name in linked:
            seen, entry = linked[name]
            return measured(view, code, 1.0, text, entry, "", min(seen.confidence, 0.9))
    return absent(view, code, "No page links to it")


def _design(view: SiteView) -> Observation:
    home = view.home()
    if home is None:
        return unmeasured(view, "B04", "not_checked", "The home page was not read.")
    seen = {s.product.id: s for s in view.fingerprints.of_page(home.page, home.reply.headers)}
    for name in ("govuk-frontend", "localgov-drupal"):
        if name in seen:
            return measured(view, "B04", 1.0, f"Built with {seen[name].product.name}.", home, "", seen[name].confidence)
    return measured(view, "B04", 0.0, "No shared design system is visible.", home, "", 0.7)


def _open_source(view: SiteView, linked: dict[str, tuple[Sighting, Entry]]) -> Observation:
    shared = [
        (s, e)
        for s, e in linked.values()
        if s.product.open_source and s.product.shared and s.product.category != "design"
    ]
    if shared:
        seen, entry = max(shared, key=lambda pair: pair[0].confidence)
        return measured(view, "B05", 1.0, f"Uses {seen.product.name}.", entry, "", seen.confidence)
    return absent(view, "B05", "No co-owned or open-source platform is visible")


def _joint(view: SiteView) -> Observation:
    home = view.home()
    sharing = max((len(view.owners.councils.get(domain, ())) for domain in view.owners.own), default=0)
    if sharing > 1 and home is not None:
        return measured(view, "B07", 1.0, f"The website serves {sharing} councils together.", home, "", 0.9)
    for entry in view.own():
        phrase = matching_block(entry.page, _JOINT)
        if phrase:
            return measured(view, "B07", 1.0, "A service shared with another council is named.", entry, phrase, 0.65)
    return absent(view, "B07", "No shared service is named")


def _lessons(view: SiteView) -> Observation:
    pages = titled(view.own(), _LESSONS)
    if view.as_of is None or not pages:
        return absent(view, "B09", "No case study or playbook was found")
    days = [(max(d.day for d in found), e) for e in pages if (found := dates_in(e.page.main_text[:3000]))]
    if not days:
        return measured(view, "B09", 0.0, "Lessons are shared without a date.", pages[0], pages[0].page.h1, 0.6)
    day, entry = max(days, key=lambda pair: pair[0])
    return measured(
        view,
        "B09",
        float((view.as_of - day).days <= TWO_YEARS_DAYS),
        f"Newest: {day.isoformat()}.",
        entry,
        entry.page.h1,
        0.65,
    )
