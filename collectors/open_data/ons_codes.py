"""Which councils the Office for National Statistics has codes for: new ones and ended ones are noticed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from collectors.open_data.contract import Difference, Request, Watch
from collectors.open_data.documents import Fields, field, read_object
from counted import plural
from errors import SourceError, UnansweredError
from models import AuthorityType
from register.authorities import Register

NAME = "ons_codes"
SERVICE = "WD26_LAD26_CTYUA26_RGN26_CTRY26_UK_LU"
"""The lookup of May 2026; its name and columns carry the year, so a newer one is another service."""

CONTRACT = f"ONS Open Geography, {SERVICE} (ArcGIS REST)"
URL = f"https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services/{SERVICE}/FeatureServer/0/query"
DISTRICT, DISTRICT_NAME, COUNTY, COUNTY_NAME = COLUMNS = ("LAD26CD", "LAD26NM", "CTYUA26CD", "CTYUA26NM")
ENGLISH_COUNTY = "E10"
PAGE = 2000


def _request(offset: int) -> Request:
    query = {
        "where": "1=1",
        "outFields": ",".join(COLUMNS),
        "returnDistinctValues": "true",
        "returnGeometry": "false",
        "orderByFields": DISTRICT,
        "resultOffset": offset,
        "resultRecordCount": PAGE,
        "f": "json",
    }
    return Request(f"ons-codes/{offset}.json", f"{URL}?{urlencode(query)}", ("application/json", "text/plain"))


def requests(register: Register) -> tuple[Request, ...]:
    """Return the request for the first page."""
    return (_request(0),)


def onward(file: str, body: bytes, register: Register) -> tuple[Request, ...]:
    """Return the request for the next page where there is one.

    Raises SourceError for the service's own error, which comes with status 200, and for a field that is not as it says.
    """
    page = _page(file, body)
    rows = tuple(_rows(file, page))
    if not page.get("exceededTransferLimit") and len(rows) < PAGE:
        return ()
    if not rows:
        raise SourceError(NAME, f"{file}: says that there is more and has no rows", column="exceededTransferLimit")
    return (_request(int(file.removeprefix("ons-codes/").removesuffix(".json")) + len(rows)),)


def compare(bodies: Mapping[str, bytes], register: Register) -> tuple[Difference, ...]:
    """Return the councils that one of the two has alone, old codes still in use, and other counties, by code."""
    names, counties = dict[str, str](), dict[str, str]()
    for file, body in bodies.items():
        for row in _rows(file, _page(file, body)):
            names[row[DISTRICT]] = row[DISTRICT_NAME]
            if row[COUNTY].startswith(ENGLISH_COUNTY):
                names[row[COUNTY]], counties[row[DISTRICT]] = row[COUNTY_NAME], row[COUNTY]
    ours = {one.code: one for one in register.authorities}
    if len(names) < 0.9 * len(ours):
        raise SourceError(NAME, f"{plural(len(names), 'council')}, {len(ours)} in the register: is the list cut off?")
    found = [_not_ours(register, code, name) for code, name in names.items() if code not in ours]
    found += [Difference(code, "ended", one.name, "", URL) for code, one in ours.items() if code not in names]
    found += [
        Difference(code, "parent", one.parent or "", counties.get(code, ""), URL)
        for code, one in ours.items()
        if code in names and one.type is AuthorityType.DISTRICT and counties.get(code, "") != (one.parent or "")
    ]
    return tuple(sorted(found, key=lambda one: (one.authority, one.field)))


def _not_ours(register: Register, code: str, name: str) -> Difference:
    known = register.by_code(code)
    return Difference(code, "code" if known else "new", known.code if known else "", name, URL)


def _page(file: str, raw: bytes) -> Fields:
    page = read_object(NAME, file, raw)
    if "error" in page:
        said = f"{file}: the service says {str(page['error'])[:120]}"
        code = page["error"].get("code") if isinstance(page["error"], dict) else None
        if isinstance(code, int) and (code == 429 or code >= 500):  # busy or ill, with status 200
            raise UnansweredError(NAME, said)
        raise SourceError(NAME, said, column="error")
    field(NAME, file, page, "features", list)
    return page


def _rows(file: str, page: Fields) -> Iterator[dict[str, str]]:
    for position, feature in enumerate(page["features"]):
        within = f"features[{position}]"
        if not isinstance(feature, dict):
            raise SourceError(NAME, f"{file}: found {str(feature)[:40]!r}, expected an object", column=within)
        attributes = field(NAME, file, feature, "attributes", dict, within=within)
        yield {name: field(NAME, file, attributes, name, str, within=f"{within}.attributes") for name in COLUMNS}


WATCH = Watch(
    name=NAME,
    contract=CONTRACT,
    requests=requests,
    onward=onward,
    compare=compare,
    licence="Open Government Licence v3.0",
    attribution="Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
)
