"""What a council's badge, card and picture say elsewhere: always a range, a date and a status, never a bare rank.

A card may be framed by any site (web/serving/headers.py names its path); nothing else here may.
"""

from __future__ import annotations

import sqlite3
import textwrap
from dataclasses import dataclass

import flask

from edition.reader import council_replies, rows
from models import Message
from web.pages.corrections import said_of
from web.pages.council import OPTIONAL, council_at
from web.pages.files import labelled
from web.pages.picture import FOOT, HEIGHT, WIDTH, lay_out
from web.pages.picture import MARGIN as EDGE
from web.pages.pictures import FONT, png
from web.pages.planner import planner
from web.pages.render import page
from web.pages.standing import Standing, in_type
from web.pages.words import type_plural
from web.site import NAME
from web.words import format as fmt
from web.words.catalogue import word

STATUSES = {"preview": "card.preview", "published": "card.published", "back-cast": "card.back-cast"}
"""Status of an edition -> the message that says it."""
LINE = 58
"""Characters of one line of a badge."""
FONT_SIZE, LINE_HEIGHT, MARGIN = 13, 19, 12
CHARACTER = 0.54
"""Width of a character of a common sans serif in sizes of it: wider than the mean, so that no text leaves the badge."""


@dataclass(frozen=True, slots=True)
class Card:
    """One council in a few lines of text. place: its range of places with who shares it, or why it has none.

    band: '' where it has none. seen: how much could be seen. edition: status and day. whose: row of the council.
    """

    whose: sqlite3.Row
    standing: Standing
    place: str
    band: str
    seen: str
    edition: str

    @property
    def name(self) -> str:
        """The short name of the council."""
        return str(self.whose["short_name"])


def add(blueprint: flask.Blueprint) -> None:
    """Add the badge, the card and the picture."""
    blueprint.add_url_rule("/badge/<slug>.svg", "badge", badge)
    blueprint.add_url_rule("/embed/<slug>", "embed", embed)
    blueprint.add_url_rule("/card/<slug>.png", "picture", picture)


def card(slug: str) -> Card:
    """Return the card of a council in the edition that is served; aborts with 404, or 301 for another spelling."""
    connection, edition, row = council_at(slug)
    standing = in_type(row)
    gains, ways = (
        rows(connection, OPTIONAL[what], edition["edition"], row["authority"]) for what in ("gains", "ways_in")
    )
    plan = planner(gains, ways, row, standing)
    checks = [[str(source["title"]) for source in way.sources] for way in plan.ways_in] if plan else []
    seen = word(Message("card.seen", {"share": standing.coverage, "seen": standing.seen, "asked": standing.asked}))
    if reviewing := said_of(council_replies(connection, row["authority"])).reviewing:
        seen += " " + word(Message("card.reviewing", {"n": len(reviewing)}))
    seen += "" if standing.ranked else " " + word(Message("card.our_gap"))
    when = {"name": NAME, "day": edition["as_of"]}
    told = "card.simulated" if edition["simulated"] else STATUSES[edition["status"]]
    return Card(row, standing, place(row, standing, checks), band(row, standing), seen, word(Message(told, when)))


def place(row: sqlite3.Row, standing: Standing, checks: list[list[str]]) -> str:
    """Return the likely places of a ranked council, else what it needs to be ranked.

    checks: the sets of checks of which each would rank it; none where no single set of ours would.
    """
    if standing.places is not None:
        best, worst, of = standing.places
        ranged = Message("card.places", {"best": best, "worst": worst, "of": of, "types": type_plural(row["type"])})
        return word(ranged) + (word(Message("card.tie", {"tie": standing.tie})) if standing.tie else "")
    if not checks:
        return word(Message("card.unranked", {"reason": standing.reason}))
    sets = [fmt.listing([f"“{title}”" for title in titles]) for titles in checks]
    return word(Message("card.needs", {"checks": ", or ".join(sets)}))


def band(row: sqlite3.Row, standing: Standing) -> str:
    """Return the band of a ranked council, '' where the edition has none."""
    if not standing.ranked or row["band"] is None:
        return ""
    return word(Message("card.first_band")) if row["band"] == 1 else word(Message("card.band", {"band": row["band"]}))


def badge(slug: str) -> flask.Response:
    """Send a council's badge as SVG: name, places, status and day."""
    shown = card(slug)
    lines = [*textwrap.wrap(shown.name, LINE), *textwrap.wrap(shown.place, LINE), *textwrap.wrap(shown.edition, LINE)]
    names = len(textwrap.wrap(shown.name, LINE))
    width = round(2 * MARGIN + FONT_SIZE * CHARACTER * max(len(line) for line in lines))
    text = flask.render_template(
        "badge.svg", card=shown, lines=lines, names=names, width=width, height=LINE_HEIGHT * len(lines) + MARGIN,
        margin=MARGIN, size=FONT_SIZE, step=LINE_HEIGHT,
    )  # fmt: skip
    _, edition, _ = council_at(slug)
    return labelled(flask.Response(text, mimetype="image/svg+xml"), edition)


def embed(slug: str) -> tuple[str, int]:
    """Render a council's card for the pages of other sites, without navigation; each link opens a page of its own."""
    shown = card(slug)
    return page("embed.html", card=shown, row=shown.whose, standing=shown.standing)


def picture(slug: str) -> flask.Response:
    """Send a council's card as PNG, for those who show one beside a link to its page."""
    shown = card(slug)
    standing = shown.standing
    score = Message("card.score", {"score": fmt.score_text(standing.score)})
    figure = word(score if standing.ranked else Message("card.no_score"))
    likely = ""
    if standing.drawn:
        low, high = fmt.score_text(standing.low), fmt.score_text(standing.high)
        likely = word(Message("card.likely", {"low": low, "high": high}))
    span = None if standing.low is None or standing.high is None else (standing.low, standing.high)
    lines = [line for line in (shown.place, likely, shown.band, shown.seen) if line]
    made = lay_out(str(shown.whose["name"]), figure, lines, shown.edition, span, standing.score)
    drawing = flask.render_template(
        "card.svg", lines=made.lines, bar=made.bar, width=WIDTH, height=HEIGHT, margin=EDGE, foot=FOOT, font=FONT
    )
    _, edition, _ = council_at(slug)
    return labelled(flask.Response(png(drawing, WIDTH), mimetype="image/png"), edition)
