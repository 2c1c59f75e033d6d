"""Holds the hand-kept duties against the tiers that GOV.UK publishes per LGSL number (govuk-service-tiers)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from errors import RegisterError
from models import AuthorityType, Service
from register.compile import Table

TIERS = "govuk-service-tiers/local_services.csv"
TIER_COLUMNS: dict[str, tuple[str, ...]] = {TIERS: ("LGSL", "Providing Tier")}
_PROVIDERS: dict[str, frozenset[AuthorityType]] = {
    "all": frozenset({AuthorityType.COUNTY, AuthorityType.DISTRICT}),
    "county/unitary": frozenset({AuthorityType.COUNTY}),
    "district/unitary": frozenset({AuthorityType.DISTRICT}),
}


def tiers_by_lgsl(table: Table) -> dict[int, str]:
    """Return LGSL number -> tier as GOV.UK words it: all, county/unitary or district/unitary."""
    return {int(row["LGSL"]): row["Providing Tier"] for row in table}


def disagreements(services: Iterable[Service], tiers: Mapping[int, str]) -> list[str]:
    """Return one sentence for every service whose duty in a two-tier area contradicts GOV.UK's tiers.

    A service with several LGSL numbers belongs to the tiers of any of them. `full` needs the tier, `none`
    needs its absence, `part` fits both. A service none of whose numbers GOV.UK lists cannot contradict it.
    """
    return [sentence for service in services for sentence in _disagreements(service, tiers)]


def _disagreements(service: Service, tiers: Mapping[int, str]) -> list[str]:
    listed = [_PROVIDERS[tiers[number]] for number in service.lgsl if number in tiers]
    providers = frozenset().union(*listed)
    wrong = [
        kind
        for kind in (AuthorityType.COUNTY, AuthorityType.DISTRICT)
        if listed and service.duty[kind] == ("none" if kind in providers else "full")
    ]
    return [f"{service.code} {kind}: duty is {service.duty[kind]}, GOV.UK's tiers say otherwise" for kind in wrong]


def require_agreement(services: Iterable[Service], tiers: Mapping[int, str]) -> None:
    """Raise RegisterError with every disagreement, if there is any."""
    found = disagreements(services, tiers)
    if found:
        raise RegisterError("duties.csv: " + "; ".join(found))
