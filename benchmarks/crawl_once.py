"""One measured crawl in a process of its own: `python -m benchmarks.crawl_once '<json>'`; prints one line of JSON.

The JSON says: seeds [[code, home url], ...], db, proxy, ca_file, pages, delay_s, and optionally limits.
"""

import json
import resource
import ssl
import sys
import time
from pathlib import Path

from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.limits import Limits
from collectors.crawl.net.addresses import AddressPolicy
from collectors.crawl.net.fetcher import Fetcher, Identity
from collectors.crawl.run import crawl
from collectors.crawl.settings import Settings

CUES = {"S01": ["council tax"], "S03": [r"\bbins?\b"], "S20": ["planning"]}


def main(said: dict) -> dict:
    """Crawl as said and return wall seconds, CPU seconds of all own processes, pages and requests."""
    limits = Limits(**said.get("limits", {}))
    proxies = {"http": said["proxy"], "https": said["proxy"]}
    seeds = [SiteSeed(code, code, url) for code, url in said["seeds"]]
    db = Path(said["db"])
    settings = Settings(
        db,
        db.with_suffix(".lock"),
        "simulated",
        CUES,
        said["pages"],
        said["delay_s"],
        sitemaps=False,
        searches=(),
        limits=limits,
        threads=said.get("threads", 128),
    )
    tls = ssl.create_default_context(cafile=said["ca_file"])
    begun = time.monotonic()
    identity = Identity("https://operator.example/crawler")
    with Fetcher(identity, AddressPolicy(), limits, lambda url: proxies, tls) as fetcher:
        result = crawl(settings, seeds, fetcher)
    wall = time.monotonic() - begun
    progress = result.progress
    return {"wall_s": wall, "cpu_s": cpu_seconds(), "pages": progress.pages, "requests": progress.requests}


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of the children it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))
