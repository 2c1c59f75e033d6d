"""B04, B05, B07: shared building blocks and joint services. The questions of a common form: data/questions/."""

from __future__ import annotations

from detectors.confidence import ADDRESSES, ONE_PHRASE, SIGNS_MET
from detectors.fingerprints import MEANT, Sighting
from detectors.library import Entry
from detectors.phrases import phrase
from detectors.site.view import (
    YES_NO,
    Answer,
    Measure,
    SiteView,
    absent,
    matching_block,
    measured,
    once_a_site,
    unmeasured,
)
from models import Message

DETECTOR = "blocks"
_JOINT = phrase("blocks", "joint_services")


@once_a_site
def linked_products(view: SiteView) -> dict[str, tuple[Sighting, Entry]]:
    """Return the products that the council's own pages link to or are made of, each with one page that shows it."""
    found: dict[str, tuple[Sighting, Entry]] = {}
    asked: set[str] = set()
    for entry in view.own():
        linked = [link.href for link in entry.page.links if link.href not in asked and link.href.startswith("http")]
        for url in (*linked, *entry.page.frames):
            asked.add(url)
            seen = view.fingerprints.of_address(url)
            if seen is not None and seen.product.id not in found and seen.confidence >= MEANT:
                found[seen.product.id] = (seen, entry)
        for seen in view.fingerprints.of_page(entry.page, entry.reply.headers) if len(found) < 200 else ():
            found.setdefault(seen.product.id, (seen, entry))
    return found


def _design(view: SiteView) -> Answer:
    home = view.home()
    if home is None:
        return unmeasured("not_checked", Message("site.home_unread"))
    seen = {s.product.id: s for s in view.fingerprints.of_page(home.page, home.reply.headers)}
    for name in ("govuk-frontend", "localgov-drupal"):
        if name in seen:
            message = Message("blocks.built_with", {"product": seen[name].product.name})
            return measured(1.0, message, confidence=seen[name].confidence, entry=home)
    return measured(0.0, Message("blocks.no_design_system"), confidence=SIGNS_MET, entry=home)


def _open_source(view: SiteView) -> Answer:
    shared = [
        (s, e)
        for s, e in linked_products(view).values()
        if s.product.open_source and s.product.shared and s.product.category != "design"
    ]
    if shared:
        seen, entry = max(shared, key=lambda pair: pair[0].confidence)
        message = Message("blocks.uses", {"product": seen.product.name})
        return measured(1.0, message, confidence=seen.confidence, entry=entry)
    return absent(view, Message("blocks.no_open_source"))


def _joint(view: SiteView) -> Answer:
    home = view.home()
    sharing = max((len(view.owners.councils.get(domain, ())) for domain in view.owners.own), default=0)
    if sharing > 1 and home is not None:
        return measured(1.0, Message("blocks.serves", {"councils": sharing}), confidence=ADDRESSES, entry=home)
    for entry in view.own():
        phrase = matching_block(entry.page, _JOINT)
        if phrase:
            return measured(
                1.0,
                Message("blocks.joint_service"),
                confidence=ONE_PHRASE,
                entry=entry,
                phrase=phrase,
            )
    return absent(view, Message("blocks.no_joint_service"))


MEASURES = (
    Measure("B04", "Is the site built with a shared design system?", YES_NO, DETECTOR, _design),
    Measure("B05", "Is an open-source or co-owned platform used?", YES_NO, DETECTOR, _open_source),
    Measure("B07", "Is a service shared with another council?", YES_NO, DETECTOR, _joint),
)
"""What is asked about building blocks that councils share, in a form of its own."""
