"""Every documented service there is an answer for, in one table: what live sources are tried out against."""

from __future__ import annotations

from urllib.parse import urlsplit

from collectors.open_data.planning_data import LETTERS
from collectors.open_data.postcodes_io import OFFICES
from evaluation.contract_server import (
    councils,
    crux,
    data_gov_uk,
    github,
    green_web,
    local_links,
    planning_data,
    postcodes_io,
    raw_files,
    whatdotheyknow,
)
from evaluation.contract_server.answers import Contract
from register.authorities import Register


def contracts(register: Register) -> tuple[Contract, ...]:
    """Return a contract for each host that a live source asks, with invented answers about the register's councils."""
    known = councils.councils_of(register)
    links = [local_links.Link(one.slug, one.code, 57, 4, f"https://pay.example.org/{one.slug}") for one in known]
    names = [one.name for one in known]
    weights = {one.code: 1_200_000 for one in known}
    publishers = [data_gov_uk.Publisher("leeds-city-council", "Leeds City Council", (("uk-ogl", ("CSV", "PDF")),))]
    leeds = github.Account("leedscc", None, "www.leeds.gov.uk", repositories=(("bins", "2026-11-01T09:00:00Z", False),))
    accounts = [leeds, github.Account("a-person", "Somebody", is_organisation=False)]
    places = {postcode: (code, _county(register, code)) for postcode, code in OFFICES.items()}
    bodies = [whatdotheyknow.Body(number, f"body_{number}", "https://www.example.gov.uk/log", 40, 20, 40)
              for scheme, number in register.identifiers if scheme == "wdtk"]  # fmt: skip
    lists = {github.LIST: github.list_of(accounts)}
    return (
        *local_links.contracts(links),
        councils.govuk(known),
        councils.ons(known),
        *data_gov_uk.contracts(publishers),
        raw_files.contract(dict.fromkeys(names, 2), names, ["leeds.gov.uk", "www.leeds.gov.uk"], weights, lists),
        github.contract(accounts),
        postcodes_io.contract(places),
        whatdotheyknow.contract(bodies),
        green_web.contract({"www.leeds.gov.uk"}),
        crux.contract({f"https://{urlsplit(one.homepage).hostname}": (2104, 146, "0.04") for one in known}),
        planning_data.contract(*planning_data.rows_of(letters_of(register))),
    )


def letters_of(register: Register) -> tuple[str, ...]:
    """Return the letters by which planning.data.gov.uk knows each council."""
    theirs = {ours: value for value, ours in LETTERS.items()}
    known = (value for scheme, value in register.identifiers if scheme == "register")
    return tuple(theirs.get(one, one) for one in known)


def _county(register: Register, code: str) -> str:
    council = register.by_code(code)
    return (council.parent or "") if council else ""
