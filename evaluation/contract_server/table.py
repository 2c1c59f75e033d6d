"""Every documented service there is an answer for, in one table: what live sources are tried out against."""

from __future__ import annotations

from evaluation.contract_server import councils, data_gov_uk, local_links, raw_files
from evaluation.contract_server.answers import Contract
from register.authorities import Register


def contracts(register: Register) -> tuple[Contract, ...]:
    """Return a contract for each host that a live source asks, with invented answers about the register's councils."""
    known = councils.councils_of(register)
    links = [local_links.Link(one.slug, one.code, 57, 4, f"https://pay.example.org/{one.slug}") for one in known]
    names = [one.name for one in known]
    publishers = [data_gov_uk.Publisher("leeds-city-council", "Leeds City Council", (("uk-ogl", ("CSV", "PDF")),))]
    return (
        *local_links.contracts(links),
        councils.govuk(known),
        councils.ons(known),
        *data_gov_uk.contracts(publishers),
        raw_files.contract(dict.fromkeys(names, 2), names, ["hartlepool.gov.uk", "www.hartlepool.gov.uk"]),
    )
