"""Whole sites written by hand as text (blind/README.md says how), dressed in the markup style that each asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from errors import BenchmarkError
from evaluation.corpus.blind_styles import STYLES, Form, Input, Site

HEAD = ("name", "short", "type", "style", "home")
PDF = "%PDF-1.4"


class SourceError(BenchmarkError):
    """A site's text is not as blind/README.md describes: names file, line and what was expected."""


@dataclass(slots=True)
class Page:
    """A page as written: address, title, language, and its lines with their number in the file."""

    url: str
    title: str
    lang: str
    lines: list[tuple[int, str]] = field(default_factory=list)


def read_site(path: Path) -> dict:
    """Return a site as blind/README.md describes one, with its pages rendered. Raises SourceError."""
    head: dict[str, str] = {}
    pages: list[Page] = []
    truth: dict[str, dict] = {}
    files: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        where = f"{path.name}:{number}"
        if line.startswith("=pdf "):
            files.append(line[5:].strip())
        elif line.startswith("= "):
            pages.append(_page(where, line[2:], head))
        elif line.startswith("~ "):
            code, one = _truth(where, line)
            if code in truth:
                raise SourceError(f"{where}: {code} is judged twice")
            truth[code] = one
        elif pages:
            pages[-1].lines.append((number, line))
        elif line.strip():
            key, _, value = line.partition(":")
            head[key.strip()] = value.strip()
    missing = [key for key in HEAD if not head.get(key)]
    if missing:
        raise SourceError(f"{path.name}: lacks {', '.join(missing)} before its first page")
    if head["style"] not in STYLES:
        raise SourceError(f"{path.name}: style {head['style']!r}, expected one of {', '.join(STYLES)}")
    return _site(path.name, head, pages, files, truth)


def _page(where: str, line: str, head: dict[str, str]) -> Page:
    parts = [part.strip() for part in line.split(" | ")]
    if len(parts) < 2 or "home" not in head:
        raise SourceError(f'{where}: expected "= ADDRESS | TITLE [| cy]" after the head')
    return Page(urljoin(head["home"], parts[0]), parts[1], parts[2] if len(parts) > 2 else head.get("lang", "en"))


def _truth(where: str, line: str) -> tuple[str, dict]:
    found = re.fullmatch(r"~ ([SC]\d\d) ([0-4]) (\S+) : (.+)", line)
    if not found:
        raise SourceError(f'{where}: expected "~ CODE LEVEL PAGE : WHY", found {line!r}')
    code, level, page, note = found.groups()
    return code, {"level": int(level), "page": page, "note": note}


def _site(file: str, head: dict[str, str], pages: list[Page], files: list[str], truth: dict[str, dict]) -> dict:
    own = urlsplit(head["home"]).hostname
    site = Site(head["name"], head["short"], head["home"], _links(head.get("nav", "")), _links(head.get("foot", "")))
    hosts: dict[str, dict[str, str]] = {}
    for page in pages:
        style = STYLES[head["style"] if urlsplit(page.url).hostname == own else "supplier"]
        html = style(site, page.url, page.title, page.lang).page(_body(file, page))
        _place(hosts, page.url, html)
    for address in files:
        _place(hosts, urljoin(head["home"], address), PDF)
    for code, one in truth.items():
        one["page"] = "" if one["page"] == "-" else urljoin(head["home"], one["page"])
        if one["page"] and one["page"] not in {page.url for page in pages}:
            raise SourceError(f"{file}: {code}: its page {one['page']} is not among the pages")
    return {"name": head["name"], "short_name": head["short"], "type": head["type"], "home": head["home"],
            "hosts": hosts, "truth": truth, "duties": ("full", "part"), "style": head["style"]}  # fmt: skip


def _place(hosts: dict[str, dict[str, str]], url: str, body: str) -> None:
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    hosts.setdefault(parts.hostname or "", {})[path] = body


def _links(text: str) -> list[tuple[str, str]]:
    return [(label.strip(), to.strip()) for label, _, to in (one.partition(">") for one in text.split(";")) if to]


def _body(file: str, page: Page) -> list[tuple[str, object]]:
    """Return the blocks of a page: kind and what the style needs for it."""
    return [_block(file, block) for block in _blocks(page.lines)]


def _blocks(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    block: list[tuple[int, str]] = []
    for number, line in [*lines, (0, "")]:
        if block and _ends([text for _, text in block], line):
            yield block
            block = []
        if line.strip():
            block.append((number, line.strip()))


def _ends(block: list[str], line: str) -> bool:
    """Return whether line begins another block: after a block of one line, or by what it is itself."""
    if not line.strip() or line.startswith(("#", "!", "> ", "%")) or block[0].startswith(("#", "> ")):
        return True
    if block[0].startswith("%"):
        return not line.startswith(": ")
    return any(line.startswith(mark) != block[-1].startswith(mark) for mark in ("* ", "|"))


def _block(file: str, lines: list[tuple[int, str]]) -> tuple[str, object]:
    number, first = lines[0]
    text = [line for _, line in lines]
    if first.startswith("### "):
        return "subheading", first[4:]
    if first.startswith("## "):
        return "heading", first[3:]
    if first.startswith("* "):
        return "bullets", [line[2:] for line in text]
    if first.startswith("! "):
        return "notice", " ".join([first[2:], *text[1:]])
    if first.startswith("> "):
        label, arrow, target = first[2:].partition(" -> ")
        if not arrow:
            raise SourceError(f'{file}:{number}: expected "> LABEL -> ADDRESS", found {first!r}')
        return "button", (label, target)
    if first.startswith("% "):
        return "form", _form(f"{file}:{number}", first[2:], text[1:])
    if first.startswith("|"):
        return "table", [[cell.strip() for cell in line.strip("|").split("|")] for line in text]
    if first.startswith("<"):
        return "raw", "\n".join(text)
    return "paragraph", " ".join(text)


def _form(where: str, first: str, rows: list[str]) -> Form:
    words = first.split(None, 2)
    if len(words) != 3 or words[0] not in ("get", "post") or not all(row.startswith(": ") for row in rows):
        raise SourceError(f'{where}: expected "% get|post ADDRESS BUTTON", then ": LABEL | KIND [| CHOICE; CHOICE]"')
    inputs = []
    for row in rows:
        label, kind, *choices = (part.strip() for part in row[2:].split(" | "))
        options = [one.strip() for one in choices[0].split(";")] if choices else []
        inputs.append(Input(label, kind, re.sub(r"\W+", "_", label.lower()).strip("_")[:24], options))
    return Form(words[0], words[1], words[2], inputs)
