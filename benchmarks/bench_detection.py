"""What detection costs: `python -m benchmarks.bench_detection [--councils N]`.

CPU seconds per 1,000 pages of simulated councils, beside parsing each page once with lxml in the same run: seconds
depend on the machine, the ratio hardly. Each council is read, judged and forgotten, so that memory has to stay flat.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256

import psutil
from lxml import etree, html

from collectors.crawl.frontier.cues import Cues
from collectors.crawl.frontier.entry import Kind
from collectors.crawl.limits import Limits
from collectors.crawl.reading.examine import Examiner, Job
from detectors.crawled import Rows, to_rows
from detectors.observe import observe_authority
from detectors.owners import owners_for
from detectors.pages import FileReply
from detectors.records import SearchRecord
from evaluation.simulated_internet.councils import AS_OF, SimCouncil, make_councils
from evaluation.simulated_internet.register import registered
from models import Authority, Service
from paths import REGISTER
from register.services import Duties, load_duties, load_services

TARGET_S = 2.5
"""CPU seconds of detection per 1,000 pages."""
DAY = f"{AS_OF.isoformat()}T09:00:00+00:00"


def replies_of(council: SimCouncil) -> list[FileReply]:
    """Return every page of a council and of its suppliers, as a crawl that read them all has stored them."""
    found: list[FileReply] = []
    for site in (council.site, *council.others):
        for path, page in site.pages.items():
            if page.behave is None and page.content_type and page.content_type.startswith("text/html"):
                url, body, home = f"https://{site.host}{path}", page.body, site is council.site and path == "/"
                headers = {"content-type": page.content_type} | {name.lower(): value for name, value in page.headers}
                found.append(FileReply(
                    url, body, url, page.status, headers, "utf-8", str(len(found) + 1), "", DAY, "replied",
                    sha256(body).hexdigest(), "seed:home" if home else "link", int(not home),
                ))  # fmt: skip
    return found


def parse(replies: Iterable[FileReply]) -> None:
    """Parse each page once, and look at nothing."""
    for one in replies:
        try:
            html.document_fromstring((one.body or b"").decode("utf-8"))
        except (etree.ParserError, ValueError):
            continue  # a page without markup


def examine(replies: Iterable[FileReply]) -> None:
    """Read each page as the crawl reads it when it comes."""
    examiner = Examiner(Cues({}), Limits())
    for number, one in enumerate(replies):
        examiner.examine(Job(number, Kind.PAGE, one.url, one.status or 0, dict(one.headers), one.body or b""))


def detect(
    replies: list[FileReply], one: Authority, everyone: tuple[Authority, ...], services: list[Service], duties: Duties
) -> Rows:
    """Judge one council as `replay` does, which reads the register once."""
    given = {service.code: duties.duty(one, service) for service in services}
    search = SearchRecord(complete=True)
    return to_rows(observe_authority(one, replies, services, given, search, owners_for(everyone, one)), DAY)


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds that it takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Print the cost of parsing, of the crawl's own reading and of detection, and memory over the councils."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--councils", type=int, default=24)
    councils = make_councils(asked.parse_args().councils, seed=11)
    everyone, services, duties = registered(councils), list(load_services(REGISTER)), load_duties(REGISTER)
    detect(replies_of(councils[0]), everyone[0], everyone, services, duties)  # compiles vocabulary and patterns
    spent, pages, held = {"parsing once": 0.0, "the crawl's reading": 0.0, "detection": 0.0}, 0, []
    for council, authority in zip(councils, everyone, strict=True):
        replies = replies_of(council)
        pages += len(replies)
        spent["parsing once"] += cpu(partial(parse, replies))
        spent["the crawl's reading"] += cpu(partial(examine, replies))
        spent["detection"] += cpu(partial(detect, replies, authority, everyone, services, duties))
        held.append(psutil.Process().memory_info().rss / 1e6)
    print(f"{len(councils)} simulated councils, {pages} pages; CPU seconds per 1,000 pages, and beside parsing once")
    for name, seconds in spent.items():
        print(f"  {name:20} {1000 * seconds / pages:6.2f}  x{seconds / spent['parsing once']:.1f}")
    done = 1000 * spent["detection"] / pages
    print(f"  target {TARGET_S} of detection: {'met' if done <= TARGET_S else 'MISSED'}")
    half = held[len(held) // 2 :]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"memory after each council: {min(half):.0f} to {max(half):.0f} MB in the second half, {peak:.0f} MB at most")


if __name__ == "__main__":
    main()
