"""What many tests share: the real published database, built once for the whole run; and how a run goes."""

import fcntl
import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FIRST = (
    "tests/browser/test_real_pages", "tests/functional/test_whole_chain", "tests/browser/test_pages",
    "tests/collectors/probes/test_browser", "tests/collectors/crawl/test_crawl_", "tests/docs/test_commands",
    "tests/collectors/crawl/test_cluster", "tests/web/serving/test_swap", "tests/web/pages/test_every_page",
    "tests/browser/", "tests/evaluation/test_blind_cases", "tests/edition/test_build", "tests/functional/",
    "tests/collectors/crawl/test_rests", "tests/detectors/test_council", "tests/evaluation/", "tests/scoring/",
    "tests/web/pages/test_api", "tests/collectors/open_data/test_live",
)  # fmt: skip
"""Folders and modules that take long, the longest first: begun last, one would keep one core busy while others idle.

The first of them builds the real edition. Others that need it come later: they would only wait for it.
"""

# How long a case takes says how busy the machine is, not whether the rule holds.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

# Tests keep whole sites of parsed pages; looking through all of them after every 700 new objects finds nothing.
gc.set_threshold(50_000)


@pytest.fixture(scope="session")
def real_published(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The published database as `python cli.py build` makes it from the committed facts, one for all workers."""
    from edition.build import build  # here, for it takes long and the process that leads the workers needs none of it

    return once_a_run(tmp_path_factory, worker_id, "real-published.db", lambda path: build(ROOT / "data", path, ROOT))


def once_a_run(factory: pytest.TempPathFactory, worker_id: str, name: str, make: Callable[[Path], object]) -> Path:
    """Return the file of this name that `make` makes for the first worker who asks; who asks meanwhile waits.

    It is for reading alone. A file that could not be made is not left: the next who asks tries again.
    """
    base = factory.getbasetemp()
    path = (base if worker_id == "master" else base.parent) / name
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            draft = path.with_suffix(".draft")
            make(draft)
            draft.replace(path)
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place(item.nodeid))


def pytest_collection_finish() -> None:
    """Leave what is imported and collected to the end of the run out of every later look for garbage.

    There are a million objects of it, which each look went through and two more at the end of a run.
    """
    gc.collect()
    gc.freeze()


def _place(nodeid: str) -> int:
    return next((at for at, begun in enumerate(LONGEST_FIRST) if nodeid.startswith(begun)), len(LONGEST_FIRST))


class Parts:
    """Says on the terminal which part of the tests a run has come to: each folder when its first test has ended."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal, self._said = terminal, set[str]()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        part = report.nodeid.partition("::")[0].rpartition("/")[0]
        if part not in self._said:
            self._said.add(part)
            self._terminal.ensure_newline()
            self._terminal.write_line(part)


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Parts(terminal))
