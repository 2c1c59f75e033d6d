"""Every documented service there is an answer for, in one table: what live sources are tried out against."""

from __future__ import annotations

from collectors.open_data.planning_data import LETTERS
from evaluation.contract_server import councils, data_gov_uk, local_links, planning_data, raw_files
from evaluation.contract_server.answers import Contract
from register.authorities import Register


def contracts(register: Register) -> tuple[Contract, ...]:
    """Return a contract for each host that a live source asks, with invented answers about the register's councils."""
    known = councils.councils_of(register)
    links = [local_links.Link(one.slug, one.code, 57, 4, f"https://pay.example.org/{one.slug}") for one in known]
    names = [one.name for one in known]
    weights = {one.code: 1_200_000 for one in known}
    publishers = [data_gov_uk.Publisher("leeds-city-council", "Leeds City Council", (("uk-ogl", ("CSV", "PDF")),))]
    return (
        *local_links.contracts(links),
        councils.govuk(known),
        councils.ons(known),
        *data_gov_uk.contracts(publishers),
        raw_files.contract(dict.fromkeys(names, 2), names, ["hartlepool.gov.uk", "www.hartlepool.gov.uk"], weights),
        planning_data.contract(*planning_data.rows_of(letters_of(register))),
    )


def letters_of(register: Register) -> tuple[str, ...]:
    """Return the letters by which planning.data.gov.uk knows each council."""
    theirs = {ours: value for value, ours in LETTERS.items()}
    known = (value for scheme, value in register.identifiers if scheme == "register")
    return tuple(theirs.get(one, one) for one in known)
