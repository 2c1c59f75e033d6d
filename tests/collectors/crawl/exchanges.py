"""Exchanges made by hand, for tests of what is decided about them."""

from collectors.crawl.net.fetcher import Exchange
from collectors.crawl.net.troubles import Trouble
from models import Outcome


def exchange(
    status: int | None = 200,
    body: bytes = b"",
    outcome: Outcome = Outcome.REPLIED,
    trouble: Trouble | None = None,
    sent_at: float | None = 100.0,
    replied_at: float | None = 100.1,
    **headers: str,
) -> Exchange:
    """An attempt that left at second 100 and was answered a tenth later."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Exchange(
        "https://www.kent.gov.uk/",
        outcome,
        trouble.name if trouble else "",
        status,
        named,
        body,
        sent_at,
        replied_at,
        0.1,
        "2026-11-03T10:00:00.000+00:00",
        trouble=trouble,
    )
