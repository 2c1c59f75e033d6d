"""Invented names. None is a council of the United Kingdom; a test holds them against the register."""

from __future__ import annotations

_HEADS = ("Ash", "Bram", "Cald", "Dray", "Elm", "Farn", "Glen", "Harl", "Isk", "Kell", "Lorn", "Marl", "Nether", "Ost",
          "Penn", "Quar", "Rusk", "Sorn", "Thorn", "Ulv", "Vex", "Wren", "Yarl", "Zeal")  # fmt: skip
_TAILS = ("mere", "combe", "wickham", "stowe", "borne", "haven", "dale", "moor", "leigh", "hythe", "garth", "wold")
_WELSH = ("Aberfynnon", "Llanwenallt", "Bro Ddrudwy", "Dyffryn Sarn", "Cwm Briallu", "Penrhyn Garw", "Bro Gwennol")
_SUFFIX = {
    "county": "County Council", "district": "District Council", "english-unitary": "Council",
    "metropolitan": "Metropolitan Borough Council", "london": "London Borough Council", "scotland": "Council",
    "wales": "County Borough Council", "northern-ireland": "Borough Council",
}  # fmt: skip
COMBINATIONS = len(_HEADS) * len(_TAILS)


def place(number: int, kind: str) -> str:
    """The short name of council `number`, different for every number below COMBINATIONS."""
    if kind == "wales":
        extra = number // len(_WELSH)
        return _WELSH[number % len(_WELSH)] + (f" {_TAILS[extra % len(_TAILS)].title()}" if extra else "")
    number = (number * 89) % COMBINATIONS
    return _HEADS[number % len(_HEADS)] + _TAILS[number // len(_HEADS)]


def council(short: str, kind: str) -> str:
    """The full name."""
    return f"{short} {_SUFFIX[kind]}"


def stem(short: str) -> str:
    """The name as it stands in host names."""
    return short.lower().replace(" ", "")
