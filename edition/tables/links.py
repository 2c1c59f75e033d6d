"""The tables that lead a resident to a task: names, everyday words, life events, and GOV.UK's register of links."""

from __future__ import annotations

from edition.schema import BOOLEAN, DATE, FILE, INTEGER, TEXT, Borrowed, Column, Table
from edition.tables.councils import AUTHORITIES
from edition.tables.framework import SERVICES

COUNCIL_NAMES = Table("council_names", "every name by which a council is known, ended and foreign ones too",
                      ("authority", "name"), (
    Column("authority", TEXT, "current ONS code"),
    Column("name", TEXT, "as it is written"),
    Column("kind", TEXT, "current, other (a spelling of another register) or ended"),
    Column("language", TEXT, "en, cy or gd"),
    Column("ended_on", DATE, "day on which the council of that name ended", null="it has not ended"),
))  # fmt: skip
SERVICE_WORDS = Table("service_words", "everyday words for services", ("words", "service"), (
    Column("words", TEXT, "without accents, case or punctuation"),
    Column("service", TEXT, "code of the service"),
))  # fmt: skip
LIFE_EVENTS = Table("life_events", "the moments in which people need services", ("event",), (
    Column("event", TEXT, "as in addresses"),
    Column("position", INTEGER, "in which order they are listed"),
    Column("urgent", BOOLEAN, "a hard moment: phones first"),
    Column("owner", TEXT, "who answers for the national routes"),
    Column("reviewed_on", DATE, "day on which the routes were gone through"),
))  # fmt: skip
LIFE_EVENT_SERVICES = Table("life_event_services", "which services an event needs, or a place first",
                            ("event", "position"), (
    Column("event", TEXT, "the life event, or most-wanted"),
    Column("position", INTEGER, "in which order they are wanted"),
    Column("service", TEXT, "code of the service"),
))  # fmt: skip
LIFE_EVENT_ROUTES = Table("life_event_routes", "national routes of an event", ("event", "position", "nation"), (
    Column("event", TEXT, "the life event"),
    Column("position", INTEGER, "in which order they are shown"),
    Column("route", TEXT, "id of its words"),
    Column("nation", TEXT, "where it stands"),
    Column("phone", TEXT, "number to call; empty: none"),
    Column("url", TEXT, "page; empty: none"),
))  # fmt: skip
SERVICE_LINKS = Table("service_links", "GOV.UK's register of council links: shown, never scored",
                      ("authority", "service", "position"), (
    Column("authority", TEXT, "current ONS code", exported=FILE),
    Borrowed(AUTHORITIES, "slug", FILE),
    Column("service", TEXT, "code of the service", exported=FILE),
    Borrowed(SERVICES, "name", FILE),
    Column("position", INTEGER, "1 is the best that there is", exported=FILE),
    Column("url", TEXT, "the address; empty: none that can be a link", exported=FILE),
    Column("kind", TEXT, "page, home_page, other_council, closed_host, cut, unusable or none", exported=FILE),
    Column("offered", BOOLEAN, "1: the one to use for this service", exported=FILE),
    Column("to_mend", BOOLEAN, "1: something for the council and GOV.UK to look at", exported=FILE),
    Column("lgsl", INTEGER, "local government service", "", "there is no address", FILE),
    Column("lgil", INTEGER, "interaction", "", "there is no address", FILE),
    Column("checker", TEXT, "ok, caution or broken: the word of GOV.UK's checker; empty: it was not asked",
           exported=FILE),
    Column("other_council", TEXT, "whose site it is, of kind other_council; else empty", exported=FILE),
    Column("observed_on", DATE, "day of the register", "", "there is no address", FILE),
))  # fmt: skip
LINK_ERRORS = Table("link_errors", "addresses that somebody looked at and called an error", ("authority", "service"), (
    Column("authority", TEXT, "current ONS code"),
    Column("service", TEXT, "code of the service"),
    Column("other_council", TEXT, "whose site the address is on"),
    Column("reviewed_on", DATE, "day of the look"),
))  # fmt: skip
GOVUK_PAGES = Table("govuk_pages", "GOV.UK's own page for a service, for where no council's page is known",
                    ("service", "nation"), (
    Column("service", TEXT, "code of the service"),
    Column("nation", TEXT, "where the page serves"),
    Column("url", TEXT, "the page"),
    Column("seen_at", TEXT, "the record that holds its address"),
    Column("seen_on", DATE, "day on which that record was read"),
))  # fmt: skip
