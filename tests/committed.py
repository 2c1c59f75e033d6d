"""What is committed in data/, read once for all tests of a process, and only when the first of them asks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from edition.build import Inputs, load_inputs

ROOT = Path(__file__).resolve().parent.parent


@cache
def committed_inputs() -> Inputs:
    """Return everything that the editions of data/ are made of; shared, so a test that changes it takes a copy."""
    return load_inputs(ROOT / "data", ROOT)
