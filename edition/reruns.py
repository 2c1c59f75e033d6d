"""The re-runs that an edition kept of one type, read from its published database."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from edition import reader
from scoring.uncertainty import STEPS, Parts


@dataclass(frozen=True, slots=True)
class Reruns:
    """Some of the re-runs behind the index's ranges. place: authority -> its place along the last axis of `parts`."""

    place: dict[str, int]
    parts: Parts


def read_reruns(connection: sqlite3.Connection, edition: str, kind: str, dimensions: Sequence[str]) -> Reruns | None:
    """Return the re-runs of a type, its dimensions in the given order; None in an edition that kept none.

    Raises ValueError for a dimension that they do not have.
    """
    row = reader.one(connection, "SELECT * FROM draws WHERE edition = ? AND type = ?", edition, kind)
    if row is None:
        return None
    codes, names = row["authorities"].split(), row["dimensions"].split()
    shape = (row["draws"], len(names), len(codes))
    scores = np.frombuffer(row["dimension_score"], dtype="<u2").reshape(shape) / STEPS
    multiplier = np.frombuffer(row["multiplier"], dtype="<f8").reshape(shape[:2])
    at = [names.index(dimension) for dimension in dimensions]
    place = {code: i for i, code in enumerate(codes)}
    return Reruns(place, Parts(scores[:, at], multiplier[:, at], np.frombuffer(row["p"], dtype="<f8")))
