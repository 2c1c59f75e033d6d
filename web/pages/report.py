"""A report that a mark is wrong, ready to send: what it is about, what we say, our evidence, and what to add."""

from __future__ import annotations

import sqlite3
from urllib.parse import quote, urlencode, urlsplit

import flask

from edition.reader import Record, council, council_cells, current_edition
from web.pages.render import database, page
from web.pages.words import reason
from web.serving.editions import edition_prefix
from web.site import NAME
from web.words import format as fmt

MAIL_LIMIT = 1800
"""Characters of a mailto: address that every mail program takes."""


def add(blueprint: flask.Blueprint) -> None:
    """Add the report of every mark."""
    blueprint.add_url_rule("/council/<slug>/wrong/<code>", "wrong", show)


def show(slug: str, code: str) -> flask.typing.ResponseReturnValue:
    """Render the report on one mark; 404 for a council or a mark that there is not."""
    connection = database()
    edition = current_edition(connection)
    row = council(connection, edition["edition"], slug)
    if row is None:
        flask.abort(404, description=f"We know no council called “{slug[:80]}”.")
    found = [c for c in council_cells(connection, edition["edition"], row["authority"]) if c["indicator"] == code]
    if not found or found[0]["state"] == "not_applicable":
        flask.abort(404, description=f"{row['name']} has no mark called “{code[:40]}”.")
    site = flask.current_app.config["SITE"]
    text = report(row, found[0], edition, f"{site.base_url}{edition_prefix()}")
    subject = f"Mark {code} of {row['name']}, edition {edition['edition']}"
    address = mail(site.contact_email, subject, text)
    form = issue(site.contact_url, subject, text)
    return page("wrong.html", edition=edition, row=row, cell=found[0], text=text, mail=address, form=form)


def report(row: sqlite3.Row, cell: sqlite3.Row, edition: sqlite3.Row, base: str) -> str:
    """Return the report as plain text, with gaps for what only the sender knows."""
    where = f"/council/{row['slug']}/marks/{cell['indicator']}"
    about = f"{base}{where}" if urlsplit(base).netloc else f"{NAME}, page {base}{where}"
    evidence = cell["url"] or "none was linked"
    lines = [
        f"Council: {row['name']} ({row['authority']})",
        f"Question: {cell['name']} ({cell['indicator']})",
        f"What the index says: {says(cell)}",
        f"Evidence it links: {evidence}" + (f", {fmt.long_date(cell['observed_on'])}" if cell["observed_on"] else ""),
        f"Where: {about}",
        f"Edition: {edition['edition']}, {edition['status']}; framework {edition['framework_version']}; "
        f"code {edition['code_version'][:12]}",
        "",
        "What is true instead:",
        "A public address that shows it:",
        "Who I am (if I speak for the council):",
    ]
    return "\n".join(lines)


def says(cell: Record) -> str:
    """Return what a mark says, in a line of plain text."""
    if cell["state"] != "observed":
        return f"not known: {reason(cell['reason'])}"
    value = fmt.value_text(cell["value"], cell["kind"], cell["unit"], cell["denominator"])
    return f"{value}; {fmt.number(100 * cell['points'], 1)} of {fmt.number(100 * cell['points_max'], 1)} points"


def mail(address: str, subject: str, text: str) -> str:
    """Return a mailto: address with the report in it (RFC 6068), '' without an address.

    Of a long report the end is left out, at a whole character, so that every mail program takes the address.
    """
    if not address:
        return ""
    found = f"mailto:{address}?subject={quote(subject)}&body="
    for char in text.replace("\n", "\r\n"):
        if len(found) + len(quote(char)) > MAIL_LIMIT:
            break
        found += quote(char)
    return found


def issue(url: str, subject: str, text: str) -> str:
    """Return a contact page with the report filled in where it is GitHub's form for a new issue, else as it is."""
    parts = urlsplit(url)
    if parts.netloc != "github.com" or not parts.path.endswith("/issues/new") or parts.query:
        return url
    return f"{url}?{urlencode({'title': subject, 'body': text})}"
