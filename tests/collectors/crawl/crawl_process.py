"""A crawl in a process of its own, to be killed: `python -m tests.collectors.crawl.crawl_process '<json>'`."""

import json
import ssl
import sys
from pathlib import Path

from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.net.addresses import AddressPolicy
from collectors.crawl.net.fetcher import Fetcher
from collectors.crawl.run import crawl
from collectors.crawl.settings import Settings
from tests.collectors.crawl.conftest import CUES, IDENTITY


def main(said: dict) -> None:
    """Crawl or resume as said; end with 0 if the run came to its own end, 4 if it was stopped."""
    proxies = {"http": said["proxy"], "https": said["proxy"]}
    tls = ssl.create_default_context(cafile=said["ca_file"])
    db = Path(said["db"])
    settings = Settings(
        db,
        db.with_suffix(".lock"),
        "simulated",
        CUES,
        said["pages"],
        delay_s=0.1,
        threads=32,
        resume=True,
        searches=(),
        commit_s=0.02,
    )
    with Fetcher(IDENTITY, AddressPolicy(), proxies=lambda url: proxies, tls=tls) as fetcher:
        result = crawl(settings, [SiteSeed(code, code, url) for code, url in said["seeds"]], fetcher)
    sys.exit(0 if result.finished else 4)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
