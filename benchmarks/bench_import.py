"""A large web archive imported: `python -m benchmarks.bench_import [--records N]`; rate and memory.

The archive is written to a temporary folder with warcio: pages of simulated councils, each record with a line of its
own so that no two bodies are alike, a tenth of them revisits and a tenth of hosts that are no council's. Bodies are
cut, for the rate hangs on their length.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from collectors.crawl.frontier.cues import Cues
from collectors.crawl.limits import Limits
from collectors.crawl.reading.examine import Examiner
from collectors.crawl.store import open_store
from collectors.web_archive.councils import Councils
from collectors.web_archive.read import read_archive
from collectors.web_archive.store import Imported, Store
from evaluation.simulated_internet.councils import SimCouncil, make_councils
from evaluation.simulated_internet.register import registered

BEGUN = datetime(2026, 11, 1, tzinfo=UTC)
TOLD_EVERY = 20_000


def bodies(councils: list[SimCouncil], longest: int) -> Iterator[tuple[str, bytes]]:
    """Yield (host, body) of the councils' pages, over and over; bodies are cut at so many bytes."""
    pages = [(one.host, page.body[:longest]) for one in councils for page in one.pages.values() if page.behave is None]
    return cycle(pages)


def write(path: Path, records: int, pages: Iterator[tuple[str, bytes]]) -> None:
    """Write the archive."""
    original = ""
    with path.open("wb") as file:
        out = WARCWriter(file, gzip=True)
        for number, (host, body) in enumerate(islice(pages, records)):
            stranger, revisit = number % 10 == 8, number % 10 == 9
            url = f"https://{'www.elsewhere.example' if stranger else host}/archived/{number}"
            own = b"" if revisit else body + b"<!-- %d -->" % number
            headers = {"WARC-Date": (BEGUN + timedelta(seconds=number)).isoformat().replace("+00:00", "Z")}
            if revisit:
                headers["WARC-Payload-Digest"] = original
            record = out.create_warc_record(
                url,
                "revisit" if revisit else "response",
                payload=BytesIO(own),
                length=len(own),
                http_headers=StatusAndHeaders(
                    "200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1"
                ),
                warc_headers_dict=headers,
            )
            if not stranger and not revisit:
                original = record.rec_headers.get_header("WARC-Payload-Digest")
            out.write_record(record)


def main() -> None:
    """Print how fast records are imported, and the memory that it takes."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--records", type=int, default=200_000)
    asked.add_argument("--longest", type=int, default=4_000, help="bytes at which bodies are cut")
    said = asked.parse_args()
    records = said.records
    councils = list(make_councils(16, seed=12))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.warc.gz"
        write(path, records, bodies(councils, said.longest))
        print(f"{records} records, bodies of {said.longest} bytes at most, {path.stat().st_size / 1e6:.0f} MB gzipped")
        db = open_store(Path(folder) / "archive.db")
        store = Store(db, Councils.of(registered(councils)), Examiner(Cues({}), Limits()), datetime.now(UTC))
        began, begun, seen = time.perf_counter(), time.process_time(), [0]

        def told(found: Imported) -> None:
            if found.stored // TOLD_EVERY > seen[-1]:
                seen.append(found.stored // TOLD_EVERY)
                held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
                print(f"  {found.stored} stored, {held:.0f} MB at most", flush=True)

        found = store.take(read_archive(path), path.name, told)
        wall, used = time.perf_counter() - began, time.process_time() - begun
        db.close()
        size = (Path(folder) / "archive.db").stat().st_size
    print(f"{found.stored} stored, others: {dict(found.others)}")
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{records / wall:.0f} records a second ({1000 * used / records:.2f} CPU s per 1,000), {held:.0f} MB at most")
    print(f"database {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
