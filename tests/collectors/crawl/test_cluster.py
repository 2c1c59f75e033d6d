"""The same crawl on a real two-worker cluster."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.crawl.cluster import crawl_on_cluster, shards_of
from collectors.crawl.evidence import iter_pages, open_evidence, site_evidence
from collectors.crawl.frontier.site import SiteSeed
from collectors.crawl.report import report_run
from collectors.crawl.settings import Settings
from errors import CrawlError
from evaluation.simulated_internet.faults import FAULTS
from evaluation.simulated_internet.misbehaving.registry import document
from evaluation.simulated_internet.plain import make_plain_site
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb
from tests.collectors.crawl.conftest import CUES, IDENTITY, seed

PAGES = 5


def settings(db: Path) -> Settings:
    return Settings(db, db.with_suffix(".lock"), "live", CUES, PAGES, 0.2, threads=16, searches=())


@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)  # tornado's and distributed's own
def test_two_workers_crawl_what_one_would_and_no_host_is_asked_faster(tmp_path: Path) -> None:
    from distributed import LocalCluster

    platform = "apply.form-platform.com"
    councils = [
        SimSite(
            f"www.shard-{n}.gov.uk",
            {
                "/": SimPage(
                    document(f"Home {n}", f'<a href="/bins">Bins</a><a href="https://{platform}/{n}">Pay tax</a>')
                ),
                "/bins": SimPage(document(f"Bins {n}", "<p>Bins</p>")),
            },
        )
        for n in range(3)
    ]
    forms = SimSite(platform, {f"/{n}": SimPage(document(f"Form {n}", "<p>Pay</p>")) for n in range(3)})
    plain = [make_plain_site(n, pages=PAGES, size=4000, links=10) for n in range(3)]
    joint = FAULTS["shared_host"]
    seeds = [seed(site.host) for site in [*councils, *plain]] + [
        seed(joint.host),
        seed("fault-shared-host-twin.gov.uk"),
    ]
    db = tmp_path / "crawl.db"
    with (
        SimWeb([*councils, forms, *plain, joint], limit_s=0.18) as web,
        web.in_environment(),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True) as cluster,
    ):
        result = crawl_on_cluster(cluster.scheduler_address, settings(db), seeds, IDENTITY)
        report = web.report()
    evidence = open_evidence(db)
    assert result.finished
    own = evidence.execute("SELECT sum(pages) FROM sites WHERE crawled_as = authority").fetchone()[0]
    assert result.progress.pages == own > 3 * PAGES
    assert result.progress.requests == sum(host.requests for host in report.hosts.values())
    assert (result.progress.sites, result.progress.blocked, result.progress.errors) == (8, 0, 0)
    assert set(report.politeness_faults.values()) == {0}
    assert all(host.repeated == 0 for name, host in report.hosts.items())
    assert report.hosts[platform].requests == 4  # robots.txt and one page of each council, all by one crawler
    assert report_run(evidence).by_status == {"replied": 8}
    for site in plain:
        assert len(list(iter_pages(evidence, seed(site.host).authority))) == PAGES
    assert {site_evidence(evidence, code.authority).crawled_as for code in seeds[-2:]} <= {
        code.authority for code in seeds[-2:]
    }
    assert evidence.execute("SELECT count(*) FROM fetches WHERE same_as IS NOT NULL").fetchone()[0] == 0
    assert evidence.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_cluster_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CrawlError, match="tcp://127.0.0.1:9: no scheduler answers there"):
        crawl_on_cluster("tcp://127.0.0.1:9", settings(tmp_path / "crawl.db"), [seed("www.kent.gov.uk")], IDENTITY)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30)), max_size=40), st.integers(1, 6))
def test_councils_of_one_domain_stay_together_and_none_is_lost(hosts: list, count: int) -> None:
    seeds = [
        SiteSeed(f"{n}", f"{n}", f"https://{sub}.council-{domain}.gov.uk/") for n, (sub, domain) in enumerate(hosts)
    ]
    parts = shards_of(seeds, count)
    assert len(parts) <= count
    assert sorted(each.authority for part in parts for each in part) == sorted(each.authority for each in seeds)
    domains = [{each.home_url.split(".", 1)[1] for each in part} for part in parts]
    assert sum(map(len, domains)) == len(set().union(*domains))
