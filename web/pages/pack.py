"""What a council gets before an edition is published: its pages, what it can answer until when, a reply to fill in.

No address of the site: `python cli.py preview` writes it as a folder that opens without a server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import flask

from edition.editions import SECURITY_DAYS
from edition.framework_used import framework_used
from edition.reader import Record, council, council_cells, current_edition
from edition.right_of_reply import LONGEST
from errors import EditionError
from web.offline import offline
from web.pages.render import database, page
from web.pages.report import says
from web.pages.standing import in_type
from web.site import NAME
from web.words import format as fmt

COVER, REPLY = "index.html", "reply.toml"
EVERYBODYS = {"/methodology": "methodology.html", "/methodology/trust": "trust.html", "/checks": "checks.html",
              "/corrections": "corrections.html"}  # fmt: skip
"""Pages about no council in particular that explain a mark."""
OWN = {"": "council.html", "/put-in": "put-in.html", "/services": "services.html", "/links": "links.html",
       ".csv": "marks.csv", ".json": "council.json"}  # fmt: skip
"""What follows /council/<slug> -> the file."""


def pack(server: flask.Flask, slug: str, until: date | None) -> Iterator[tuple[Path, bytes]]:
    """Yield path and content of every file of one council's pack.

    until: the last day for its answer, None where that is not set yet. Raises EditionError if the edition is no preview
    or there is no such council.
    """
    with server.test_request_context("/"):
        connection = database()
        edition = current_edition(connection)
        if edition["status"] != "preview":
            raise EditionError(
                f'edition "{edition["edition"]}": field "status": found "{edition["status"]}", expected "preview": '
                "councils are sent a pack before an edition is published"
            )
        row = council(connection, edition["edition"], slug)
        if row is None:
            raise EditionError(f'council "{slug[:80]}": is in no edition here; expected a short name such as leeds')
        cells = [one for one in council_cells(connection, edition["edition"], row["authority"])
                 if one["state"] != "not_applicable"]  # fmt: skip
        framework = framework_used(connection, edition["framework_version"])
        ours = edition["scope"] != "open-data"
        security = {one.code for one in framework.indicators if one.security and ours}
        cover, _ = page(
            "pack.html", edition=edition, row=row, cells=cells, until=until, standing=in_type(row), longest=LONGEST,
            security=[one for one in cells if one["indicator"] in security and _failed(one)], days=SECURITY_DAYS,
        )  # fmt: skip
    banner = (
        f"Copy for {row['name']} before publication, of edition {edition['edition']}. Its figures, and those of other "
        "councils in it, may still change."
    )
    yield Path(REPLY), reply_file(row, edition, cells, until).encode()
    yield from _pages(server, _files(slug, cells), cover, banner)


def _failed(cell: Record) -> bool:
    return cell["state"] == "observed" and cell["y"] < 1


def _files(slug: str, cells: Iterable[Record]) -> dict[str, str]:
    here = f"/council/{slug}"
    codes = [cell["indicator"] for cell in cells]
    return (
        EVERYBODYS
        | {f"{here}{end}": file for end, file in OWN.items()}
        | {f"{here}/marks/{code}": f"marks/{code}.html" for code in codes}
        | {f"{here}/wrong/{code}": REPLY for code in codes}
        | {"/": COVER, "/reply.toml": REPLY}
    )


def _pages(server: flask.Flask, files: dict[str, str], cover: str, banner: str) -> Iterator[tuple[Path, bytes]]:
    client = server.test_client()
    made, assets = offline(cover, COVER, files, banner)
    yield Path(COVER), made.encode()
    for address, file in files.items():
        if file in (COVER, REPLY):
            continue
        answer = client.get(address)
        if answer.status_code != 200:
            raise EditionError(f"{address}: answers {answer.status_code}, so the pack cannot be made whole")
        if answer.mimetype == "text/html":
            made, needed = offline(answer.get_data(as_text=True), file, files, banner)
            assets |= needed
            yield Path(file), made.encode()
        else:
            yield Path(file), answer.get_data()
    for path in sorted({urlsplit(url).path for url in assets}):
        yield Path(path[1:]), client.get(path).get_data()


HEAD = """\
# The reply of {council} to the {index}, edition {edition}.
# {until}
#
# Take the # off the lines of what you want to say, fill them in, and send the file back. Say nothing of marks that you
# have nothing to say of. Texts are plain, without mail addresses, at most {longest} characters, and are printed under
# your council's name.
#   kind = "agree"      the mark is right
#   kind = "explain"    the mark is right, and this is why; it stays, with your explanation beside it
#   kind = "disagree"   the mark is wrong; needs evidence, an address that anybody can open
#   kind = "retest"     please look again
# The lines marked "for the index" are filled in by whoever reads your reply.

council = "{slug}"
"""
REVIEW = """\
# received_on =               # for the index: a day such as 2026-12-01
# reviewed_on =               # for the index: likewise
# reviewed_by = ""            # for the index
"""
STATEMENT = f"""
# About your council as a whole.
# [statement]
# text = ""
{REVIEW}"""
MARK = """
# {code}, {name}: {says}{seen}
# Receipt: marks/{code}.html
# [[reply]]
# indicator = "{code}"
# edition = "{edition}"
# kind = ""
# text = ""
# evidence = ""
# status = "open"             # for the index
{review}"""


def reply_file(row: Record, edition: Record, cells: Iterable[Record], until: date | None) -> str:
    """Return the reply of one council for it to fill in: TOML, as data/replies/ has it, all of it in remarks."""
    told = f"You can answer until {fmt.long_date(until.isoformat())}." if until else "The last day is not set yet."
    head = HEAD.format(council=row["name"], index=NAME, edition=edition["edition"], until=told, longest=LONGEST,
                       slug=row["slug"])  # fmt: skip
    marks = [
        MARK.format(
            code=cell["indicator"], name=cell["name"], says=says(cell), edition=edition["edition"], review=REVIEW,
            seen=f", seen {fmt.long_date(cell['observed_on'])}" if cell["observed_on"] else "",
        )
        for cell in cells
    ]  # fmt: skip
    return "".join([head, STATEMENT, *marks])
