"""The forty services, and which council has which duty (framework, sections 3, 4 and 7)."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from errors import RegisterError
from models import SERVICE_CODES, Authority, AuthorityType, Service
from register.tables import Row, read_table

SERVICES_HEADER = ("code", "name", "dimension", "lgsl", "cap", "core", "position")
DUTIES_HEADER = ("service", "type", "duty", "note")
EXCEPTIONS_HEADER = ("authority", "service", "duty", "reason")
DUTIES = ("full", "part", "none")


@dataclass(frozen=True, slots=True)
class Duties:
    """Who must do what. types: per service and type; exceptions: per council's ONS code and service.

    Each value is (duty, note). `full`: its job. `part`: joint, delegated, shared or optional, the note says
    with whom; judged only where the council is seen to run it. `none`: not its job, never judged.
    """

    types: dict[tuple[str, AuthorityType], tuple[str, str]]
    exceptions: dict[tuple[str, str], tuple[str, str]]

    def duty(self, authority: Authority, service: Service | str) -> tuple[str, str]:
        """Return (duty, note) of one council for one service (or its code), exceptions applied.

        KeyError for a service that is not in duties.csv.
        """
        code = service if isinstance(service, str) else service.code
        return self.exceptions.get((authority.code, code)) or self.types[code, authority.type]


def duty(duties: Duties, authority: Authority, service: Service | str) -> tuple[str, str]:
    """Return (duty, note) of one council for one service; see Duties.duty."""
    return duties.duty(authority, service)


def _matching(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValueError(text)
    return text


_service_code = partial(_matching, "|".join(SERVICE_CODES))
_duty_word = partial(_matching, "|".join(DUTIES))


def _duty(row: Row) -> str:
    return row.parse("duty", _duty_word, "full, part or none")


def _refuse_twice(row: Row, key: object, seen: Container[object]) -> None:
    if key in seen:
        raise row.error("service", "each service once per type or council")


def _type_duties(path: Path) -> dict[tuple[str, AuthorityType], tuple[str, str]]:
    found: dict[tuple[str, AuthorityType], tuple[str, str]] = {}
    for row in read_table(path, DUTIES_HEADER):
        kind = row.parse("type", AuthorityType, f"one of {', '.join(AuthorityType)}")
        key = (row.parse("service", _service_code, "a service S01-S28 or C01-C12"), kind)
        _refuse_twice(row, key, found)
        if _duty(row) != "full":
            row.required("note")
        found[key] = (_duty(row), row["note"])
    return found


def _exceptions(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for row in read_table(path, EXCEPTIONS_HEADER):
        key = (row.required("authority"), row.parse("service", _service_code, "a service S01-S28 or C01-C12"))
        _refuse_twice(row, key, found)
        found[key] = (_duty(row), row.required("reason"))
    return found


def load_duties(folder: Path) -> Duties:
    """Return the duties of data/register/duties.csv with the exceptions of exceptions.csv.

    Raises RegisterError naming file, line, field, value and expectation: an unknown service, type or
    duty, a pair given twice, a partial or absent duty without its note, a pair left out.
    """
    types = _type_duties(folder / "duties.csv")
    services = {service for service, _ in types}
    for missing in sorted({(service, kind) for service in services for kind in AuthorityType} - types.keys()):
        raise RegisterError(f'duties.csv: service {missing[0]}: field "type": no line for {missing[1]}, expected one')
    return Duties(types, _exceptions(folder / "exceptions.csv"))


def _cap(text: str) -> int:
    return int(_matching("[1-4]", text))


def _service(row: Row, duties: Duties) -> Service:
    code = row.parse("code", _service_code, "S01-S28 or C01-C12")
    if (code, AuthorityType.COUNTY) not in duties.types:
        raise row.error("code", "a service of duties.csv")
    codes = row.parse("lgsl", _link_codes, "LGSL numbers with spaces between, 524/17 for one interaction of a number")
    return Service(
        code=code,
        name=row.required("name"),
        dimension=row.parse("dimension", partial(_matching, "D1" if code[0] == "S" else "D2"), "D1 for S, D2 for C"),
        lgsl=tuple(dict.fromkeys(lgsl for lgsl, _ in codes)),
        cap=row.parse("cap", _cap, "a ladder level 1-4"),
        core=row.parse("core", partial(_matching, "[01]"), "1 for a core service, else 0") == "1",
        duty={kind: duties.types[code, kind][0] for kind in AuthorityType},
        link_codes=codes,
    )


def _link_codes(text: str) -> tuple[tuple[int, int | None], ...]:
    """Return (LGSL, LGIL or None for any interaction) of each word such as `57` or `524/17`; ValueError otherwise."""
    return tuple(
        (int(lgsl), int(lgil) if slash else None)
        for lgsl, slash, lgil in (word.partition("/") for word in text.split())
    )


def load_services(folder: Path) -> tuple[Service, ...]:
    """Return the services of data/register/services.csv in the framework's order, with their duty per type.

    Raises RegisterError as load_duties, and for a service given twice, out of order or without duties.
    """
    duties = load_duties(folder)
    rows = read_table(folder / "services.csv", SERVICES_HEADER)
    services = tuple(_service(row, duties) for row in rows)
    for number, row in enumerate(rows, start=1):
        if row["position"] != str(number):
            raise row.error("position", str(number))
        if [one.code for one in services].count(row["code"]) != 1:
            raise row.error("code", "each service once")
    return services
