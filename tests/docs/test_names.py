"""What the documents name is there: files, folders, modules, commands, flags, addresses, names in the code.

Everything in code style is sorted by its form, the first that fits; what has no form here is words and not looked up.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
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
"""Flags that stand without their program: those of others, and of benchmarks.bench_detection."""
FILE = re.compile(r"(?:[\w.<>*-]+/)*[\w.<>*-]+\.(?:py|md|toml|csv|json|txt|db|css|js|html|sh|png)")
FOLDER = re.compile(r"(?:[\w.-]+/)+")
ADDRESS = re.compile(r"/[\w.~/-]*(?:\?[\w=&-]*)?")
DOTTED = re.compile(r"[a-z_]+(?:\.\w+)+")
FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
NAME = re.compile(r"[A-Za-z_]\w*(?:\(.*\).*)?")


def those(form: re.Pattern[str]) -> dict[str, list[str]]:
    """Every text in code style that has the form as a whole -> the documents that give it."""
    found: dict[str, list[str]] = {}
    for path in DOCUMENTS:
        for span in dict.fromkeys(spans(path)):
            if form.fullmatch(span):
                found.setdefault(span, []).append(path.relative_to(ROOT).as_posix())
    assert len(found) > 20
    return found


def missing(form: re.Pattern[str], there: Callable[[str], object]) -> dict[str, list[str]]:
    """Those of a form that are not there, with the documents that give them."""
    return {span: documents for span, documents in those(form).items() if not there(span)}


def every_document(holds: Callable[[Path], list[str]]) -> dict[str, list[str]]:
    """Document -> what it names and is not there, of those that name such a thing."""
    found = {path.relative_to(ROOT).as_posix(): holds(path) for path in DOCUMENTS}
    return {document: names for document, names in found.items() if names}


@cache
def project() -> tuple[str, ...]:
    """Every file and folder of the project, as paths with a slash before them."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*") if not IGNORED & set(path.relative_to(ROOT).parts))
    return tuple(f"/{path.as_posix()}" for path in found)


@cache
def words_of_code() -> frozenset[str]:
    """Every word in the text of everything but the documents."""
    wanted = (".py", ".toml", ".css", ".js", ".html", ".sh", ".json", ".txt", ".csv")
    paths = [ROOT / path[1:] for path in project() if path.endswith(wanted) and not path.startswith("/data/facts")]
    texts = (path.read_text(encoding="utf-8") for path in (*paths, ROOT / "Makefile"))
    return frozenset(word for text in texts for word in re.findall(r"\w+", text))


def is_there(name: str) -> bool:
    """Whether a file or folder of that name, or of that end of a path, exists; <...> and * stand for any name."""
    pattern = re.escape(name.rstrip("/")).replace(r"\*", "[^/]*")
    pattern = re.compile("/" + re.sub(r"<\w+>", "[^/]+", pattern) + "$")
    return any(pattern.search(path) for path in project())


def test_every_file_and_folder_that_is_named_exists():
    form = re.compile(f"{FILE.pattern}|{FOLDER.pattern}")
    assert missing(form, lambda span: span in MADE | ELSEWHERE or is_there(span)) == {}


def test_every_link_leads_to_a_file():
    assert every_document(lambda path: [to for to in links(path) if not (path.parent / to).exists()]) == {}


def test_every_address_that_is_named_is_one_of_the_site(routes):
    assert missing(ADDRESS, lambda span: span in ELSEWHERE or routes(span.partition("?")[0])) == {}


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


def test_every_module_that_is_named_exists_and_holds_what_is_said():
    assert missing(DOTTED, _is_held) == {}


def _is_held(span: str) -> bool:
    """Whether a module of that name is there and holds what follows; what begins with no package of ours is theirs."""
    words = span.split(".")
    if not (ROOT / words[0]).is_dir() or FILE.fullmatch(span):
        return True
    module = next((".".join(words[:n]) for n in range(len(words), 0, -1) if _exists(".".join(words[:n]))), "")
    held: object = importlib.import_module(module)
    for word in words[module.count(".") + 1 :]:
        if not hasattr(held, word):
            return False
        held = getattr(held, word)
    return True


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def shown(document: Path) -> str:
    """Everything that a document shows in code style, in a sentence or by itself."""
    return "\n".join([*spans(document), *(block.text for block in blocks(document))])


def test_every_module_that_is_run_exists():
    def not_there(document: Path) -> list[str]:
        modules = [name for name in re.findall(r"python3? -m ([\w.]+)", shown(document)) if not _exists(name)]
        return modules + [path for path in re.findall(r"pytest (\S+)", shown(document)) if not (ROOT / path).exists()]

    assert every_document(not_there) == {}


def _commands(command: click.Command, words: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    found = {words: command}
    if isinstance(command, click.Group):
        context = click.Context(command, info_name="cli.py")
        for name in command.list_commands(context):
            found |= _commands(command.get_command(context, name), (*words, name))
    return found


@cache
def every_command() -> dict[tuple[str, ...], click.Command]:
    """The words that call a command -> the command; asked by a test, as it loads the whole product."""
    return _commands(main)


def flags(command: click.Command) -> set[str]:
    return {flag for one in command.params for flag in (*one.opts, *one.secondary_opts)} | {"--help"}


def flags_of(module: str) -> set[str]:
    """The flags that a module's own text names."""
    return set(FLAG.findall((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")))


def called(line: str) -> tuple[str, ...] | None:
    """The command that a line calls: the longest of ours that its words begin with, None if it calls none."""
    words = tuple(line.split("cli.py ")[-1].split()) if "cli.py " in line else tuple(line.split())
    known = [name for name in every_command() if name and words[: len(name)] == name]
    return max(known, key=len, default=None)


def test_every_flag_that_is_named_is_one_of_its_command():
    anywhere = set().union(*map(flags, every_command().values())) | FOREIGN_FLAGS

    def unknown(document: Path) -> list[str]:
        found = []
        for line in shown(document).splitlines():
            command, module = called(line), re.search(r"python -m (benchmarks(?:\.\w+)+)", line)
            known = flags(every_command()[command]) if command else flags_of(module[1]) if module else anywhere
            found += [line] if not set(FLAG.findall(line)) <= known else []
        return found

    assert every_document(unknown) == {}


def test_every_command_that_is_called_exists():
    def unknown(document: Path) -> list[str]:
        lines = shown(document).splitlines()
        return [line for line in lines if re.search(r"cli\.py \w", line) and called(line) is None]

    assert every_document(unknown) == {}


def test_every_target_of_make_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {path: set(re.findall(r"\bmake ([a-z-]+)", shown(path))) for path in DOCUMENTS}
    assert set().union(*named.values()), "the documents name some"
    assert every_document(lambda path: sorted(named[path] - targets)) == {}


def test_every_name_that_is_given_occurs_in_the_code():
    assert missing(NAME, lambda span: span in ELSEWHERE or span.partition("(")[0] in words_of_code()) == {}
