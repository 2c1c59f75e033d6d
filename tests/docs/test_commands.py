"""Every command that the README and the how-tos show is run as it stands there, on small inputs and this machine alone.

RUNS says for each how its placeholders are filled. A command without an entry fails, and so does an entry that leaves
out a word, a flag or an alternative of its command. `[...]` may be left out by a reader, and is not left out here;
`{a,b}` is a choice of which each is run; words in capitals and in `<...>` stand for something of the reader's.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from detectors.site.questions import load_questions
from edition.build import load_framework
from evaluation.simulated_internet.misbehaving.registry import document
from evaluation.simulated_internet.records import SimPage, SimSite
from evaluation.simulated_internet.server import SimWeb
from tests import small_edition
from tests.collectors.open_data.extracts import EXTRACTS
from tests.collectors.web_archive.archives import PAGE, archive, http, response
from tests.committed import copied_data, draw_little, know_little
from tests.docs.reading import ROOT, WITH_COMMANDS, blocks, commands
from web.site import load_site

CRAWLED = "--register {register} --db {crawl} --contact https://operator.example/crawler --delay 0.02"
PILOT = "hartlepool,leeds,camden,kent,maidstone,cardiff,fife,belfast,cornwall,barnsley"
RUNS: dict[str, tuple[str, ...]] = {
    "make run": ("make -n run",),  # dry: running it is what build and serve do
    "make test": ("make -n test",),  # dry: it would run this test
    "python cli.py build [--out FILE] [--without-ni]": ("build --out {published} --without-ni --data {data}",),
    # dry: making an edition asks its sources and councils (tests/functional/test_edition.py makes one)
    "python cli.py edition NAME [--authorities SLUGS] [--scope SCOPE] [--dry-run]": (
        "edition 2026-12 --authorities leeds --scope full --dry-run",),
    f"python cli.py edition 2026-12-pilot --authorities {PILOT} --dry-run": (
        f"edition 2026-12-pilot --authorities {PILOT} --dry-run",),
    f"python cli.py edition 2026-12-pilot --authorities {PILOT}": (
        f"edition 2026-12-pilot --authorities {PILOT} --dry-run",),
    "python cli.py edition 2026-12-pilot": ("edition 2026-12-pilot --dry-run",),
    "python cli.py edition 2026-12 --scope full": ("edition 2026-12 --scope full --dry-run",),
    "python cli.py serve [--port N] [--published FILE]": ("serve --port 0 --published {small}",),
    "python cli.py swap-in NEW.db": ("swap-in {published} --published {served}",),
    "python cli.py roll-back": ("roll-back --to {published} --published {gone}",),
    "python cli.py roll-back --to FILE": ("roll-back --to {published} --published {gone}",),
    "python cli.py judge-ourselves": ("judge-ourselves --published {small} --out {own}",),
    "python cli.py place POSTCODE_OR_NAME [--json]": (
        "place ME14 1XX --published {published}", "place LS14AP --json --published {published}"),
    "python cli.py export {register,scores,observations} --format {csv,json}": tuple(
        f"export {what} --format {form} --published {{published}}"
        for what in ("register", "scores", "observations") for form in ("csv", "json")),
    "python cli.py collect open-data [SOURCE ...] --from DIR": (
        "collect open-data hacs ukbcd --from {sources} --out {facts}",),
    # dry: a live reading asks its publishers (tests/collectors/open_data/test_live.py reads a server of contracts)
    "python cli.py collect live [SOURCE ...] [--dry-run]": ("collect live govuk_pay govwifi --dry-run",),
    "python cli.py collect live govuk_authorities ons_codes": ("collect live govuk_authorities ons_codes --dry-run",),
    "python cli.py collect live --dry-run": ("collect live --dry-run",),
    "python cli.py collect live govuk_local_links": ("collect live govuk_local_links --dry-run",),
    "python cli.py collect live govuk_local_links --besides 3000": (
        "collect live govuk_local_links --besides 3000 --dry-run",),
    # dry: tests/collectors/open_data/test_checkup.py asks a server of contracts
    "python cli.py doctor [SOURCE ...] [--dry-run]": ("doctor govuk_pay --dry-run",),
    "python cli.py doctor govuk_pay --dry-run": ("doctor govuk_pay --dry-run",),
    "python cli.py doctor": ("doctor --dry-run",),
    # dry: a probe asks name servers and hosts (tests/collectors/probes/ has some of its own)
    "python cli.py probe {dns,tls,headers,browser,answers}": tuple(
        f"probe {kind} --dry-run" for kind in ("dns", "tls", "headers", "browser", "answers")),
    "python cli.py probe browser --authorities hartlepool": ("probe browser --authorities hartlepool --dry-run",),
    "python cli.py probe browser --crawl data/crawl.db": ("probe browser --crawl data/crawl.db --dry-run",),
    "python cli.py probe answers": ("probe answers --dry-run",),
    "python cli.py probe dns --authorities hartlepool": ("probe dns --authorities hartlepool --dry-run",),
    "python cli.py probe dns": ("probe dns --dry-run",),
    "python cli.py probe tls": ("probe tls --dry-run",),
    "python cli.py probe headers": ("probe headers --dry-run",),
    "python cli.py probe headers --cluster tcp://that-machine:8786": (
        "probe headers --cluster {scheduler} --authorities hartlepool --contact https://operator.example/",),
    "python cli.py probe dns --nation Wales --again": ("probe dns --nation Wales --again --dry-run",),
    "python cli.py import-warc FILE... [--db DB]": ("import-warc {archive} --db {stored}",),
    "python cli.py import-warc FILE.warc.gz --db data/archive.db": ("import-warc {archive} --db {stored}",),
    "python cli.py inspect FILE.warc.gz --service S05 --json": ("inspect {archive} --service S05 --json",),
    "python cli.py code-pages draw --warc FILE.warc.gz --service S05 --out SHEET.csv": (
        "code-pages draw --warc {archive} --service S05 --out {sheet}",),
    "python cli.py code-questions sheet G04 --authorities leeds --out SHEET.csv": (
        "code-questions sheet G04 --authorities leeds --out {sheet}",),
    "python cli.py code-questions join ONE.csv TWO.csv --into JUDGED.csv": (
        "code-questions join {plan_one} {plan_two} --into {judged}",),
    "python cli.py code-pages compare ONE.csv TWO.csv --warc FILE.warc.gz": (
        "code-pages compare {coded} {coded} --warc {archive}",),
    "python cli.py replay --db data/archive.db": ("replay --db {stored}",),
    "python cli.py export services --db data/archive.db": ("export services --db {stored}",),
    "python cli.py export warc --db DB --out FILE.warc.gz": ("export warc --db {stored} --out {written}",),
    "python cli.py golden FILE.json": ("golden tests/evaluation/cases.json",),
    "python cli.py diff-scores OLD.db NEW.db": ("diff-scores {published} {published}",),
    "python cli.py messages [--check]": ("messages --check",),
    "python cli.py messages --to-fill cy": ("messages --to-fill cy",),
    "python cli.py freeze EDITION": ("freeze 2026-11 --published {published} --out {frozen}",),
    "python cli.py preview SLUG": ("preview leeds --published {published} --data {data} --out {pack}",),
    "python cli.py publish EDITION": ("publish 2026-11 --published {published} --data {data}",),
    "python cli.py retests": ("retests --data {data}",),
    "python cli.py [--verbose] [--log-format {text,json}] COMMAND": tuple(
        f"--verbose --log-format {form} golden tests/evaluation/cases.json" for form in ("text", "json")
    ),
    "python cli.py --help": ("--help",),
    "python cli.py crawl --authorities hartlepool --max-pages 20": (
        f"crawl --authorities hartlepool --max-pages 20 {CRAWLED}",),
    "python cli.py crawl --nation Wales": (f"crawl --nation Wales {CRAWLED}",),
    "python cli.py crawl": (f"crawl {CRAWLED}",),
    "python cli.py crawl-report": ("crawl-report --db {crawl}",),
    "python cli.py crawl-report --status blocked": ("crawl-report --status blocked --db {crawl}",),
    "python cli.py crawl-report --format json": ("crawl-report --format json --db {crawl}",),
    "python cli.py export fetches --db data/crawl.db > fetches.csv": ("export fetches --db {crawl}",),
    "pip install -r requirements-cluster.txt": ("pip install -r requirements-cluster.txt --dry-run --no-index",),
    "dask scheduler": ("dask scheduler --host 127.0.0.1 --port 0 --no-dashboard",),
    "dask worker tcp://that-machine:8786 --nthreads 1": (
        "dask worker {scheduler} --nthreads 1 --host 127.0.0.1 --no-dashboard --no-nanny",),
    "python cli.py crawl --cluster tcp://that-machine:8786": (f"crawl --cluster {{scheduler}} {CRAWLED}",),
}  # fmt: skip
"""Command as a document shows it -> what is run in its place, `{name}` being a path of the test's own."""
READERS_OWN = re.compile(
    r"[A-Z_]+(\.[a-z]+)*(\.\.\.)?|<.*>|\.\.\.|>|data/(crawl|archive)\.db|fetches\.csv|tcp://that-machine:\d+"
)
SLOW = ("serve", "dask", "crawl --cluster", "probe headers --cluster")
"""Beginnings of what is run in processes of its own, each with a test below."""
HOSTS = ("www.hartlepool.gov.uk", "www.cardiff.gov.uk", "www.northyorks.gov.uk")


@dataclass(frozen=True, slots=True)
class Desk:
    """The paths that RUNS speaks of."""

    folder: Path

    def fill(self, run: str, **more: str) -> list[str]:
        """Return the words of a run, its paths filled in."""
        names = (
            "published",
            "small",
            "data",
            "pack",
            "sources",
            "facts",
            "frozen",
            "register",
            "crawl",
            "stored",
            "sheet",
            "coded",
            "plan_one",
            "plan_two",
            "judged",
            "served",
            "gone",
            "own",
        )
        own = {name: self.folder / name for name in names}
        archives = {"archive": self.folder / "made.warc.gz", "written": self.folder / "written.warc.gz"}
        return [word.format(**own, **archives, **more) for word in shlex.split(run)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Small inputs: the newest edition with few draws, the extracts of the sources, a register of three councils."""
    folder = tmp_path_factory.mktemp("desk")
    data = copied_data(folder / "data")
    draw_little(data / "framework.toml")
    know_little(data / "facts", every=12)
    *_, newest = (data / "editions.toml").read_text(encoding="utf-8").partition("[[edition]]")[2].split("[[edition]]")
    # Some months older, so that its councils have had their time to answer on any day of a test.
    newest = newest.replace("as_of = 2026-11-21", "as_of = 2026-09-21")
    asked = "previewed_on = 2026-09-22\nreplies_until = 2026-10-27\n"
    (data / "editions.toml").write_text(f"[[edition]]{newest}{asked}", encoding="utf-8")
    quiet = (data / "quiet-periods.toml").read_text(encoding="utf-8")
    quiet = quiet.replace('\nheld = "first Thursday in May"', "\npolling_on = 2020-05-07")  # so on any day of a test
    (data / "quiet-periods.toml").write_text(quiet, encoding="utf-8")
    for files in EXTRACTS.values():
        for name, content in files.items():
            (folder / "sources" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "sources" / name).write_text(content, encoding="utf-8")
    _small_register(folder / "register")
    small_edition.build(folder / "small")
    page = response("https://www.leeds.gov.uk/bins", http(PAGE, Content_Type="text/html"))
    (folder / "made.warc.gz").write_bytes(archive([page]))
    sheet = "page,url,authority,service,level,trap,note\n1,https://www.leeds.gov.uk/bins,E08000035,S05,1,,\n"
    (folder / "coded").write_text(sheet, encoding="utf-8")
    for coder in ("one", "two"):
        plan = f"E08000035,Leeds,G04,1,https://www.leeds.gov.uk/plan,{coder},2026-11-20,yes,page 9"
        head = "authority,council,measure,item,url,coder,coded_on,answer,note"
        (folder / f"plan_{coder}").write_text(f"{head}\n{plan}\n", encoding="utf-8")
    return Desk(folder)


def _small_register(folder: Path) -> None:
    """Write the register of the councils of HOSTS alone: of each table the rows that name them."""
    shutil.copytree(ROOT / "data" / "register", folder)
    codes = {line.split(",")[0] for line in (folder / "authorities.csv").read_text(encoding="utf-8").splitlines()
             if any(f"//{host}" in line for host in HOSTS)}  # fmt: skip
    assert len(codes) == len(HOSTS)
    for name in ("authorities", "context", "identifiers", "names", "relations", "exceptions"):
        head, *rows = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [row for row in rows if codes & set(row.rstrip("\n").split(","))]
        (folder / f"{name}.csv").write_text("".join([head, *kept]), encoding="utf-8")


@pytest.fixture(scope="module")
def published(desk: Desk) -> Path:
    """The database that the documented `build` makes."""
    run(desk, RUNS["python cli.py build [--out FILE] [--without-ni]"][0])
    return desk.folder / "published"


@pytest.fixture(scope="module")
def web() -> Iterator[SimWeb]:
    """The councils' websites, simulated; the environment leads a crawl there and nowhere else."""
    page = SimPage(document("Home", '<a href="/bins">Bins</a>'))
    sites = [SimSite(host, {"/": page, "/bins": SimPage(document("Bins", "Bins"))}, scheme="both") for host in HOSTS]
    with SimWeb(sites, limit_s=0.01) as served, served.in_environment():
        yield served


@pytest.fixture(scope="module")
def crawl(desk: Desk, web: SimWeb) -> Path:
    """The crawl database that the documented `crawl` makes."""
    run(desk, RUNS["python cli.py crawl"][0])
    return desk.folder / "crawl"


def run(desk: Desk, words: str) -> str:
    """Return what a command of ours prints; it has to end well."""
    result = CliRunner().invoke(main, desk.fill(words))
    assert result.exit_code == 0, (words, result.output, result.exception)
    return result.output


def finished(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own to its end."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@contextmanager
def started(command: list[str]) -> Iterator[subprocess.Popen]:
    """A process of the test's own, ended with it; what it says is read from its standard error."""
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def said(process: subprocess.Popen, pattern: str) -> str:
    """Return what the process says in the first line that matches; the test fails if it ends without."""
    for line in process.stderr:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(f"ended without saying {pattern}")


def test_every_command_that_is_shown_is_covered_and_no_other():
    assert sorted(commands()) == sorted(RUNS)


@pytest.mark.parametrize("shown", RUNS)
def test_what_is_run_keeps_to_what_is_shown(shown: str):
    bare = shown.removeprefix("python cli.py ").replace("[", "").replace("]", "")
    runs = [shlex.split(one) for one in RUNS[shown]]
    for word in bare.split():
        if choice := re.fullmatch(r"\{(.+)\}", word):
            assert all(any(one in words for words in runs) for one in choice[1].split(",")), word
        elif not READERS_OWN.fullmatch(word):
            assert any(word in words for words in runs), word


OURS = [one for shown, runs in RUNS.items() if shown.startswith("python cli.py") for one in runs
        if not one.startswith(SLOW)]  # fmt: skip


@pytest.mark.parametrize("words", [one for one in OURS if "{crawl}" not in one])
def test_a_command_over_published_data_ends_well(desk: Desk, published: Path, words: str):
    if words.startswith("build"):
        assert published.is_file()  # run by the fixture
    else:
        assert run(desk, words).strip()


@pytest.mark.parametrize("words", [one for one in OURS if "{crawl}" in one])
def test_a_command_over_a_crawl_ends_well(desk: Desk, crawl: Path, words: str):
    assert run(desk, words).strip()


@pytest.mark.parametrize("shown", [shown for shown in RUNS if shown.startswith(("make", "pip"))])
def test_what_makes_and_installs_can_be_made_and_installed(shown: str):
    words = shlex.split(RUNS[shown][0])
    done = finished([sys.executable, "-m", *words] if words[0] == "pip" else words)
    assert done.returncode == 0, done.stderr


def test_the_documented_server_answers_and_stops(desk: Desk):
    (words,) = RUNS["python cli.py serve [--port N] [--published FILE]"]
    command = [sys.executable, "cli.py", *desk.fill(words)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())[0]
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url) as answer:
                assert answer.status == 200
        finally:
            server.terminate()
    assert server.returncode == 0


def test_the_documented_cluster_crawls_and_probes(desk: Desk, web: SimWeb, tmp_path: Path):
    start, join = RUNS["dask scheduler"][0], RUNS["dask worker tcp://that-machine:8786 --nthreads 1"][0]
    (words,) = RUNS["python cli.py crawl --cluster tcp://that-machine:8786"]
    with started([sys.executable, "-m", *shlex.split(start)]) as scheduler:
        address = said(scheduler, r"Scheduler at:\s+(tcp://[\d.:]+)")
        worker = [*desk.fill(join, scheduler=address), "--local-directory", str(tmp_path)]
        with started([sys.executable, "-m", *worker]) as joined:
            said(joined, r"Registered to:\s+(tcp://[\d.:]+)")
            asked = [*desk.fill(words, scheduler=address), "--db", str(tmp_path / "crawl.db")]
            done = CliRunner().invoke(main, asked)
            (words,) = RUNS["python cli.py probe headers --cluster tcp://that-machine:8786"]
            asked = [*desk.fill(words, scheduler=address), "--db", str(tmp_path / "probes.db")]
            probed = CliRunner().invoke(main, asked)
    assert done.exit_code == 0 and "3 councils, 6 pages" in done.output, done.output
    assert probed.exit_code == 0 and "1 council asked" in probed.output, probed.output


def test_every_toml_that_is_shown_is_taken(tmp_path: Path):
    taken = []
    for block in [block for path in WITH_COMMANDS for block in blocks(path) if block.language == "toml"]:
        if block.text.lstrip().startswith(("[[indicator]]", "[[fact]]")):
            shutil.copy(ROOT / "data" / "detector-grades.json", tmp_path)
            path = tmp_path / "framework.toml"
            path.write_text((ROOT / "data" / "framework.toml").read_text(encoding="utf-8") + "\n" + block.text)
            framework = load_framework(path)
            codes = {one.code for one in framework.indicators} | {one.code for one in framework.facts}
            taken.append(bool(codes & {"P99", "S25X"}))
        elif block.text.lstrip().startswith("[G12]"):
            questions = tmp_path / "leadership.toml"
            questions.write_text(block.text)
            taken.append([one.code for one in load_questions(questions)] == ["G12"])
        else:
            (tmp_path / "site.toml").write_text(block.text)
            taken.append(load_site(tmp_path / "site.toml").contact.startswith("https://"))
    assert len(taken) > 1 and all(taken)
