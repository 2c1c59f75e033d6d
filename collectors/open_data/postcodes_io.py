"""Whether Postcodes.io, which `place --live` asks, still leads postcodes of council offices to the councils of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from collectors.open_data.contract import Difference, Request, Watch
from collectors.open_data.documents import Fields, field, objects, read_object
from counted import plural
from errors import SourceError
from register.authorities import Register

NAME = "postcodes_io"
CONTRACT = "Postcodes.io, release 18.0.1 of February 2026"
URL = "https://api.postcodes.io/postcodes"
BULK, ONE = "postcodes-io/bulk.json", "postcodes-io/one.json"
OFFICES = {
    "BR8 7RE": "E07000111",
    "CF10 4UW": "W06000015",
    "DL7 8AD": "E06000065",
    "EH8 8BG": "S12000036",
    "LS1 1UR": "E08000035",
    "N1C 4AG": "E09000007",
    "S1 2HH": "E08000039",
    "S70 2TA": "E08000038",
    "TA1 4DY": "E06000066",
    "TR1 3AY": "E06000052",
    "YO1 6GA": "E06000014",
}
"""Postcodes -> council: offices of councils of Great Britain, of 2023 and recoded ones too, and a place below a county.

Those of Northern Ireland are left out: their licence is another.
"""

BELOW_A_COUNTY = "BR8 7RE"
ENGLISH_COUNTY = "E10"
"""Codes that are no county begin otherwise: a pseudo code says that there is none."""


def requests(register: Register) -> Iterator[Request]:
    """Yield all postcodes in one question, and one of them as `place --live` asks it."""
    question = json.dumps({"postcodes": sorted(OFFICES)})
    yield Request(BULK, f"{URL}?filter=postcode,codes", ("application/json",), sends=question)
    yield Request(ONE, f"{URL}/{BELOW_A_COUNTY.replace(' ', '%20')}", ("application/json",), frozenset({404}))


def check(file: str, body: bytes, register: Register) -> tuple[Request, ...]:
    """Return no further request. Raises SourceError naming the field that is not as the contract says."""
    _places(file, body)
    return ()


def compare(bodies: Mapping[str, bytes], register: Register) -> tuple[Difference, ...]:
    """Return where a postcode leads to another council or county, or nowhere, by council."""
    found: list[Difference] = []
    for file, body in bodies.items():
        for postcode, place in _places(file, body).items():
            found += _differences(register, postcode, place)
    if ONE not in bodies:
        found.append(_difference(BELOW_A_COUNTY, "postcode", BELOW_A_COUNTY, ""))
    return tuple(sorted(set(found), key=lambda one: (one.authority, one.field)))


def _differences(register: Register, postcode: str, place: tuple[str, str] | None) -> Iterator[Difference]:
    ours = register.by_code(OFFICES[postcode])
    assert ours is not None
    if place is None:
        yield _difference(postcode, "postcode", postcode, "")
        return
    district, county = place
    if district != ours.code:
        yield _difference(postcode, "council", ours.code, district)
    theirs = county if county.startswith(ENGLISH_COUNTY) else ""
    if theirs != (ours.parent or ""):
        yield _difference(postcode, "county", ours.parent or "", theirs)


def _difference(postcode: str, what: str, ours: str, theirs: str) -> Difference:
    return Difference(OFFICES[postcode], what, ours, theirs, f"{URL}/{postcode.replace(' ', '%20')}")


def _places(file: str, body: bytes) -> dict[str, tuple[str, str] | None]:
    """Return the codes of council and county of each postcode that was asked, None where it leads nowhere."""
    reply = read_object(NAME, file, body)
    if file == ONE:
        place = field(NAME, file, reply, "result", dict)
        if (postcode := field(NAME, file, place, "postcode", str, within="result")) != BELOW_A_COUNTY:
            raise SourceError(NAME, f"{file}: found {postcode!r}, which was not asked", column="result.postcode")
        return {BELOW_A_COUNTY: _codes(file, place, "result")}
    found: dict[str, tuple[str, str] | None] = {}
    for position, one in enumerate(objects(NAME, file, reply, "result")):
        within = f"result[{position}]"
        postcode = field(NAME, file, one, "query", str, within=within)
        if postcode not in OFFICES:
            raise SourceError(NAME, f"{file}: found {postcode!r}, which was not asked", column=f"{within}.query")
        known = one.get("result", "") is not None
        found[postcode] = None
        if known:
            codes = field(NAME, file, one, "result", dict, within=within)
            found[postcode] = _codes(file, codes, f"{within}.result")
    if len(found) != len(OFFICES):
        raise SourceError(NAME, f"{file}: {plural(len(found), 'answer')} to {len(OFFICES)} postcodes", column="result")
    return found


def _codes(file: str, place: Fields, within: str) -> tuple[str, str]:
    codes = field(NAME, file, place, "codes", dict, within=within)
    district, county = (
        field(NAME, file, codes, name, str, within=f"{within}.codes") for name in ("admin_district", "admin_county")
    )
    return district, county


WATCH = Watch(
    name=NAME,
    contract=CONTRACT,
    requests=requests,
    onward=check,
    compare=compare,
    of_councils=False,
    licence="Open Government Licence v3.0 and OS OpenData, of Great Britain",
    attribution=(
        "Contains OS data © Crown copyright and database right 2026. Contains Royal Mail data © Royal Mail copyright "
        "and database right 2026. Contains National Statistics data © Crown copyright and database right 2026."
    ),
)
