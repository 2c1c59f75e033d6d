"""Options that mean the same thing in every command that has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

REGISTER = Path(__file__).resolve().parent.parent / "data" / "register"


def register_option(hidden: bool = False) -> Callable:
    """Return the decorator that adds `--register DIR`, passed on as `register`: a folder that exists."""
    return click.option(
        "--register", default=REGISTER, show_default="data/register", metavar="DIR", hidden=hidden,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="The folder of the councils, their services and duties.",
    )  # fmt: skip
