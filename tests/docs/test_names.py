"""What the documents name is there: files, folders, modules, commands, flags, addresses, names in the code.

Everything in code style is sorted by its form, the first that fits; what has no form here is words and not looked up.
"""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path

import click
import pytest
from werkzeug.exceptions import HTTPException

from app import create_app
from cli import main
from tests.docs.reading import DOCUMENTS, ROOT, blocks, links, spans
from tests.small_edition import build

IGNORED = {
    ".git", ".venv", "__pycache__", "cache", "node_modules", ".pytest_cache", ".ruff_cache", ".hypothesis",
    ".mypy_cache",
}  # fmt: skip
MADE = {
    "published.db", "data/published.db", "crawl.db", "data/crawl.db", "data/probes.db", "data/live.db",
    "data/published",
    "data/published/<edition>.csv", "data/published/<edition>.db", "<edition>@<framework>.db",
    "data/facts/live/SOURCE.csv", "data/facts/live/SOURCE-context.csv", "data/facts/live/ons_codes-differences.csv",
    "data/replies/<slug>.toml", "index.html", "fetches.csv", "summary.txt", "begun.json", "probes.db", "data/editions",
}  # fmt: skip
"""Files that commands make."""
ELSEWHERE = {
    "/intro-splash.aspx", "/news/N", "robots.txt", "security.txt",
    "links_to_services_provided_by_local_authorities.csv", "mitmproxy", "Postcodes().load_postcodes(...)",
}  # fmt: skip
"""Addresses and files of other people, or of an operator."""
FOREIGN_FLAGS = {"--nthreads", "--councils"}
"""Flags of programs that are none of our commands: those of others, and of benchmarks.bench_detection."""
FILE = re.compile(r"(?:[\w.<>*-]+/)*[\w.<>*-]+\.(?:py|md|toml|csv|json|txt|db|css|js|html|sh|png)")
FOLDER = re.compile(r"(?:[\w.-]+/)+")
ADDRESS = re.compile(r"/[\w.~/-]*(?:\?[\w=&-]*)?")
DOTTED = re.compile(r"[a-z_]+(?:\.\w+)+")
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
NAME = re.compile(r"[A-Za-z_]\w*(?:\(.*\).*)?")
EVERY_SPAN = [(path, span) for path in DOCUMENTS for span in dict.fromkeys(spans(path))]


def _id(value: object) -> str:
    return value.relative_to(ROOT).as_posix() if isinstance(value, Path) else str(value)[:60]


def those(form: re.Pattern[str]) -> pytest.MarkDecorator:
    """Parametrise with (document, span) of each span that has the form as a whole."""
    return pytest.mark.parametrize(
        ("document", "span"), [pair for pair in EVERY_SPAN if form.fullmatch(pair[1])], ids=_id)  # fmt: skip


@cache
def project() -> tuple[str, ...]:
    """Every file and folder of the project, as paths with a slash before them."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if not IGNORED & set(path.relative_to(ROOT).parts))
    return tuple(f"/{path.as_posix()}" for path in found)


@cache
def code() -> str:
    """The text of everything but the documents."""
    wanted = (".py", ".toml", ".css", ".js", ".html", ".sh", ".json", ".txt", ".csv")
    paths = [ROOT / path[1:] for path in project() if path.endswith(wanted) and not path.startswith("/data/facts")]
    return "\n".join([*(path.read_text(encoding="utf-8") for path in paths), (ROOT / "Makefile").read_text()])


def is_there(name: str) -> bool:
    """Whether a file or folder of that name, or of that end of a path, exists; <...> and * stand for any name."""
    pattern = re.escape(name.rstrip("/")).replace(r"\*", "[^/]*")
    pattern = re.compile("/" + re.sub(r"<\w+>", "[^/]+", pattern) + "$")
    return any(pattern.search(path) for path in project())


@those(re.compile(f"{FILE.pattern}|{FOLDER.pattern}"))
def test_every_file_and_folder_that_is_named_exists(document: Path, span: str):
    assert span in MADE | ELSEWHERE or is_there(span)


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_link_leads_to_a_file(document: Path):
    missing = [target for target in links(document) if not (document.parent / target).exists()]
    assert missing == []


@those(ADDRESS)
def test_every_address_that_is_named_is_one_of_the_site(document: Path, span: str, routes):
    assert span in ELSEWHERE or routes(span.partition("?")[0]), span


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory):
    """Whether the whole site has a route for an address."""
    server = create_app(build(tmp_path_factory.mktemp("routes") / "published.db")).server
    addresses = server.url_map.bind("127.0.0.1")

    def known(address: str) -> bool:
        try:
            return bool(addresses.match(address))
        except HTTPException as error:
            return error.code == 308

    return known


@those(DOTTED)
def test_every_module_that_is_named_exists_and_holds_what_is_said(document: Path, span: str):
    package = span.split(".")[0]
    if not (ROOT / package).is_dir() or FILE.fullmatch(span):
        return
    words = span.split(".")
    module = next((".".join(words[:n]) for n in range(len(words), 0, -1) if _exists(".".join(words[:n]))), "")
    held: object = importlib.import_module(module)
    for word in words[module.count(".") + 1 :]:
        assert hasattr(held, word)
        held = getattr(held, word)


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_module_that_is_run_exists(document: Path):
    shown = "\n".join([*spans(document), *(block.text for block in blocks(document))])
    missing = [name for name in re.findall(r"python3? -m ([\w.]+)", shown) if not _exists(name)]
    missing += [path for path in re.findall(r"pytest (\S+)", shown) if not (ROOT / path).exists()]
    assert missing == []


def _commands(command: click.Command, words: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    found = {words: command}
    if isinstance(command, click.Group):
        context = click.Context(command, info_name="cli.py")
        for name in command.list_commands(context):
            found |= _commands(command.get_command(context, name), (*words, name))
    return found


COMMANDS = _commands(main)


def flags(command: click.Command) -> set[str]:
    return {flag for one in command.params for flag in (*one.opts, *one.secondary_opts)} | {"--help"}


def called(line: str) -> tuple[str, ...] | None:
    """The command that a line calls: the longest of ours that its words begin with, None if it calls none."""
    words = tuple(line.split("cli.py ")[-1].split()) if "cli.py " in line else tuple(line.split())
    known = [name for name in COMMANDS if name and words[: len(name)] == name]
    return max(known, key=len, default=None)


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_flag_that_is_named_is_one_of_its_command(document: Path):
    lines = [line for block in blocks(document) for line in block.text.splitlines()] + spans(document)
    anywhere = set().union(*map(flags, COMMANDS.values())) | FOREIGN_FLAGS
    for line in lines:
        command = called(line)
        known = flags(COMMANDS[command]) if command else anywhere
        assert set(FLAG.findall(line)) <= known, line


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_command_that_is_called_exists(document: Path):
    lines = [line for block in blocks(document) for line in block.text.splitlines()] + spans(document)
    unknown = [line for line in lines if re.search(r"cli\.py \w", line) and called(line) is None]
    assert unknown == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=_id)
def test_every_target_of_make_that_is_named_exists(document: Path):
    shown = "\n".join([*spans(document), *(block.text for block in blocks(document))])
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", shown)) <= targets


@those(NAME)
def test_every_name_that_is_given_occurs_in_the_code(document: Path, span: str):
    name = span.partition("(")[0]
    assert span in ELSEWHERE or re.search(rf"\b{re.escape(name)}\b", code()), name
