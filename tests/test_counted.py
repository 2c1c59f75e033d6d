"""What commands say of a number of things: the singular for one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from collectors.crawl.progress import line
from collectors.crawl.reading.verdict import PageStatus
from collectors.crawl.settings import Progress
from collectors.crawl.site_status import Seen, conclude
from counted import plural, sentence
from tests.collectors.web_archive.archives import archive, http, response
from tests.command_line import ran

ONE_OF_SEVERAL = re.compile(r"(?<![\d.,])1 (?:[a-z-]+ )?[a-z-]+s\b(?! (?:of|to|at|in)\b)")


@pytest.mark.parametrize(
    ("count", "names", "said"),
    [
        (1, ("council",), "1 council"),
        (0, ("council",), "0 councils"),
        (3000, ("council",), "3,000 councils"),
        (1, ("reply", "replies"), "1 reply"),
        (2, ("reply", "replies"), "2 replies"),
    ],
)
def test_one_thing_is_said_in_the_singular(count: int, names: tuple[str, ...], said: str):
    assert plural(count, *names) == said


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an archive of one page of one council and one of nobody, and what was stored of it."""
    folder = tmp_path_factory.mktemp("one")
    block = http(b"<!doctype html><title>Bins</title><h1>Bins</h1>", Content_Type="text/html")
    made = archive(response(url, block) for url in ("https://www.leeds.gov.uk/bins", "https://nobody.test/"))
    (folder / "one.warc.gz").write_bytes(made)
    assert ran("import-warc", folder / "one.warc.gz", "--db", folder / "one.db").returncode == 0
    assert ran("replay", "--db", folder / "one.db").returncode == 0
    return folder


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import-warc", "{0}/one.warc.gz", "--db", "{0}/again.db"), "1 page of 1 council stored\n  1 record: a host"),
        (("replay", "--db", "{0}/one.db"), "Observed 1 council: "),
        (("crawl-report", "--db", "{0}/one.db"), " 1 page "),
        (("export", "warc", "--db", "{0}/one.db", "--out", "{0}/out.warc.gz"), ": 1 attempt of"),
        (("probe", "dns", "--authorities", "leeds", "--dry-run"), "1 council at 1 host. "),
    ],
)
def test_commands_say_one_thing_in_the_singular(stored: Path, words: Sequence[str], said: str):
    done = ran(*(word.format(stored) for word in words))
    assert done.returncode == 0 and said in done.stdout, done
    assert not ONE_OF_SEVERAL.findall(done.stdout)


def test_a_crawl_says_one_thing_in_the_singular():
    told = line(Progress(sites=1, hosts=1, requests=1, pages=1, blocked=1, errors=1, waiting=1))
    assert told.startswith("1 page, 1 request, ") and "1 of 1 host waiting, 1 blocked, 1 error" in told
    unread = Seen("ok", "", "ok", "", Counter(), 1, True)
    assert conclude(unread)[1] == "page limit reached with 1 link unread"
    failed = Seen("ok", "", "ok", "", Counter({PageStatus.UNREACHABLE: 1}), 0, True)
    assert conclude(failed)[1] == "1 of 1 page could not be read"


@pytest.mark.parametrize(("said", "whole"), [
    ("no reply", "no reply."), ("is the list cut off?", "is the list cut off?"), ("It is.", "It is."),
])  # fmt: skip
def test_what_is_said_ends_in_one_mark(said: str, whole: str) -> None:
    assert sentence(said) == whole
