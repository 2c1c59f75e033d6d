"""A crawl on a cluster, driven from a process that can be killed: `python -m tests.collectors.crawl.cluster_process`.

Arguments: scheduler, database, then slug and home page of each council by turns.
"""

import sys
from pathlib import Path

from collectors.crawl.cluster import crawl_on_cluster
from collectors.crawl.frontier.site import SiteSeed
from tests.collectors.crawl.conftest import IDENTITY
from tests.collectors.crawl.test_cluster import MANY, settings

if __name__ == "__main__":
    address, db, *councils = sys.argv[1:]
    seeds = [SiteSeed(code, code, home) for code, home in zip(councils[::2], councils[1::2], strict=True)]
    crawl_on_cluster(address, settings(Path(db), MANY), seeds, IDENTITY)
