"""The `sources` rows of published.db: where everything comes from, and how many councils it says something about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from collectors.open_data.catalogue import SourceEntry
from edition.rows import Row
from models import Fact
from register.authorities import Register


def source_rows(entries: Iterable[SourceEntry], facts: Iterable[Fact], register: Register) -> Iterator[Row]:
    """Yield the `sources` rows, with the councils of today that have a value in the compiled facts."""
    valued: dict[str, set[str]] = {}
    today = {one.code for one in register.authorities}
    for fact in facts:
        if fact.value is not None and fact.authority in today:
            valued.setdefault(fact.source, set()).add(fact.authority)
    for position, entry in enumerate(entries):
        councils = len(valued[entry.source]) if entry.source in valued else None
        yield {
            "source": entry.source,
            "title": entry.title,
            "publisher": entry.publisher,
            "url": entry.url,
            "live_url": entry.live_url,
            "licence": entry.licence,
            "licence_url": entry.licence_url,
            "attribution": entry.attribution,
            "snapshot_on": entry.snapshot_on.isoformat(),
            "cadence": entry.cadence,
            "used_for": entry.used_for,
            "caveat": entry.caveat,
            "looks": entry.looks,
            "enabled": int(entry.enabled),
            "councils": councils,
            "expected": entry.expected,
            "difference": entry.difference,
            "position": position,
        }
