"""Real addresses: does the address to which GOV.UK sends people for a service name that service by its last words?

The links are those of GOV.UK's register of local links (links.csv: authority, lgsl, url, cut). The councils are split
by a hash of their code, once for all: products, patterns and words are learnt from one half, the other judges.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from collectors.open_data.govuk_local_links import CLOSED_HOSTS
from counted import plural
from detectors.addresses import address_texts, services_named
from detectors.cues import default_cues
from detectors.verdict.folding import fold
from detectors.wording import ADDRESS_END, split_capitals
from errors import BenchmarkError
from paths import REGISTER
from register.services import load_services

WORST = 5
FEWEST_COUNCILS = 3
"""Councils of the building half that use a word, before it is taken into the vocabulary of addresses."""
AKIN = {40: frozenset({"C07", "S27"}), 852: frozenset({"S24"})}
"""Codes whose words are a service's, though their address is not the page of its task: 40 asks for school transport for
children with special needs, 852 for ceremonies of citizenship."""


class RealAddressesError(BenchmarkError):
    """The folder is not as agreed: says file and what was expected."""


@dataclass(frozen=True, slots=True)
class Link:
    """One address of the register. services: those that its code asks for, any of which is right."""

    authority: str
    url: str
    services: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """What the addresses of some links name. links: how many have words; named: the right service is among those named;
    alone: no other is named as strongly; other: another is named more strongly. without: the links whose right service
    is not named, as the words that were read.
    """

    links: int
    named: int
    alone: int
    other: int
    without: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Return the share of the links whose right service is named, 0 without links."""
        return self.named / self.links if self.links else 0.0


def judges(authority: str) -> bool:
    """Return True if a council is of the half that judges, False if it is of the half to build with."""
    return hashlib.sha256(authority.encode()).digest()[0] % 2 == 0


def usable_links(folder: Path) -> tuple[Link, ...]:
    """Return the links for the forty services whose addresses have a path with words and are whole and not long closed.

    Raises RealAddressesError if links.csv is missing or lacks a column.
    """
    codes: dict[int, frozenset[str]] = defaultdict(frozenset, AKIN)
    for service in load_services(REGISTER):
        for lgsl in service.lgsl:
            codes[lgsl] |= {service.code}
    try:
        with (folder / "links.csv").open(encoding="utf-8", newline="") as file:
            rows = [
                (row["authority"], row["url"].strip(), int(row["lgsl"]), row["cut"]) for row in csv.DictReader(file)
            ]
    except (OSError, KeyError, ValueError) as error:
        raise RealAddressesError(f"{folder / 'links.csv'}: is not a table of local links: {error!r}") from None
    return tuple(
        Link(authority, url, codes[lgsl])
        for authority, url, lgsl, cut in rows
        if lgsl in codes and cut != "1" and _has_words(url) and not any(host in url for host in CLOSED_HOSTS)
    )


def _has_words(url: str) -> bool:
    """Return whether the path has a letter; what the words are worth is not asked here."""
    return any(letter.isalpha() for part in url.split("#")[0].split("?")[0].split("/")[3:] for letter in part)


def named_by(links: Iterator[Link] | tuple[Link, ...]) -> dict[str, Named]:
    """Return what the addresses name, for all links ("all") and for each service by its code."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    without: dict[str, list[str]] = defaultdict(list)
    for link in links:
        found = services_named(link.url, default_cues())
        mine = max((found.get(code, 0.0) for code in link.services), default=0.0)
        others = max((score for code, score in found.items() if code not in link.services), default=0.0)
        for key in ("all", min(link.services)):
            counted[key].update(links=1, named=int(mine > 0), alone=int(mine > others), other=int(others > mine))
            if not mine:
                without[key].append((address_texts(link.url) or ("",))[-1])
    return {
        key: Named(count["links"], count["named"], count["alone"], count["other"], tuple(without[key]))
        for key, count in counted.items()
    }


def addresses_report(folder: Path) -> Iterator[str]:
    """Yield lines: how many addresses of the judging half name their service, and the services that do worst."""
    found = named_by(tuple(link for link in usable_links(folder) if judges(link.authority)))
    whole = found.pop("all")
    yield (
        f"{plural(whole.links, 'address', 'addresses')} of the judging half: the right service is named by "
        f"{whole.share:.1%}, alone by {whole.alone / whole.links:.1%}; another is named more strongly by "
        f"{whole.other / whole.links:.1%}"
    )
    for code, one in worst(found):
        yield f"  {code}: named by {one.share:.1%} of {one.links}; {causes(one)}"


def worst(found: dict[str, Named]) -> list[tuple[str, Named]]:
    """Return the services whose addresses name them least, worst first."""
    return sorted(found.items(), key=lambda pair: (pair[1].share, pair[0]))[:WORST]


def causes(one: Named) -> str:
    """Return why a service is not named: how many of its addresses have no words, and how many have others."""
    silent = sum(not words for words in one.without)
    return f"{silent} have no words of a subject, {len(one.without) - silent} have words of another"


def words_of_building_half(folder: Path) -> dict[str, int]:
    """Return the words that stand by themselves in addresses -> by how many councils of the building half.

    The vocabulary of data/address-words.txt takes its counts from here.
    """
    users: dict[str, set[str]] = defaultdict(set)
    with (folder / "links.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not judges(row["authority"]):
                for words in _separate(row["url"].strip()):
                    for word in words:
                        users[word].add(row["authority"])
    return {word: len(councils) for word, councils in users.items() if len(councils) >= FEWEST_COUNCILS}


def _separate(url: str) -> Iterator[list[str]]:
    """Yield the words of each part of an address that has more than one: a part that has one may be several."""
    for part in unquote(urlsplit(url).path).split("/"):
        folded = fold(split_capitals(ADDRESS_END.sub("", part).translate(str.maketrans("-_+", "   "))))
        words = [word for word in folded.split() if word.isalpha()]
        if len(words) > 1:
            yield words
