"""The probes of an edition of full scope: each registered kind, asked once of every council that was chosen."""

from __future__ import annotations

import math
import time
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import urlsplit

from collectors.crawl.environment import is_simulated
from collectors.crawl.frontier.site import SiteSeed
from collectors.probes.store import known_since, open_probes
from commands.probe import Kind, origin_of, probe_councils
from commands.whole_edition.making import Making, PausedError
from commands.whole_edition.plan import Asked
from counted import plural
from errors import BusyError, ClusterError, CrawlError
from models import Authority
from register.authorities import load_authorities


def probe_asked(kind: Kind, chosen: tuple[Authority, ...], alone: str, delay: float = 1.0) -> Asked:
    """Return what a probe asks: how much of each host, its kind says in words."""
    hosts = {urlsplit(one.homepage).hostname for one in chosen}
    hours = math.ceil(len(chosen) / kind.workers) * kind.seconds * delay / 3600
    return Asked(f"probe {kind.name}", len(hosts), kind.questions, hours, kind.disk_mb * len(chosen), alone)


def ask_probe(making: Making, kind: Kind) -> str:
    """Ask the councils that this edition has no findings of yet. A probe that cannot start is noted; the rest goes on.

    Raises PausedError if it was interrupted, ClusterError if the cluster that was to ask is not there,
    BusyError while another run asks: the edition would otherwise be built without what the probe finds.
    """
    folder, begun = making.folder, making.begun
    register = folder.data / "register"
    due = _due(making, kind)
    why = {name: said for name, said in folder.unread().items() if name != f"probe {kind.name}"}
    if due:
        time.sleep(begun.delay)  # whoever came before may have asked the same hosts just now
        try:
            ended = probe_councils(
                kind, due, register, folder.probes, begun.delay, begun.contact, again=True, crawl=folder.crawl,
                cluster=making.cluster,
            )  # fmt: skip
        except (ClusterError, BusyError):
            raise
        except CrawlError as error:
            folder.note_unread({**why, f"probe {kind.name}": str(error)})
            return f"not run: {error}"
        if ended.left:
            raise PausedError("The probe was interrupted: run the same command again to go on.")
    folder.note_unread(why)
    return f"asked of {plural(len(begun.councils), 'council')}"


def _due(making: Making, kind: Kind) -> list[Authority]:
    """Return the councils of which nothing was found since the day began on which the edition did.

    An edition counts evidence by days, so what was found that morning is as good, and nobody is asked twice in a day.
    """
    begun = making.begun
    codes = set(begun.councils)
    chosen = [one for one in load_authorities(making.folder.data / "register" / "authorities.csv") if one.code in codes]
    origin = origin_of(is_simulated([SiteSeed(one.code, one.slug, one.homepage) for one in chosen]))
    since = datetime.fromisoformat(begun.begun_on).replace(tzinfo=UTC)
    with closing(open_probes(making.folder.probes)) as db:
        known = known_since(db, kind.name, since, origin)
    return [one for one in chosen if one.code not in known]
