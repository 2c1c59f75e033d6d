"""Options that mean the same thing in every command that has them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from paths import CRAWL, PUBLISHED, REGISTER


class NewFile(click.Path):
    """A file to write to, in a folder that is there: said before any work is done for it. Gives a Path."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path. Fails as wrong usage where its folder is missing, or it is a folder itself."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"File '{path}': there is no folder '{path.parent}' to write it to.", param, ctx)
        return path


def register_option(hidden: bool = False) -> Callable:
    """Return the decorator that adds `--register DIR`, passed on as `register`: a folder that exists.

    The list of authorities in it is taken for its folder.
    """
    return click.option(
        "--register", default=REGISTER, show_default="data/register", metavar="DIR", hidden=hidden,
        type=click.Path(exists=True, path_type=Path), callback=_folder,
        help="The folder of the councils, their services and duties.",
    )  # fmt: skip


def _folder(context: click.Context, option: click.Parameter, value: Path) -> Path:
    if value.name == "authorities.csv":
        return value.parent
    if value.is_file():
        raise click.BadParameter(f"Directory '{value}' is a file.", context, option)
    return value


def crawl_option(help: str = "The working database of the crawl.", exists: bool = False) -> Callable:
    """Return the decorator that adds `--db FILE`, passed on as `db`: the working database of a crawl."""
    return click.option(
        "--db", type=click.Path(exists=exists, dir_okay=False, path_type=Path), default=CRAWL, show_default=True,
        help=help,
    )  # fmt: skip


def published_option(help: str = "The published database to read.") -> Callable:
    """Return the decorator that adds `--published FILE`, passed on as `published`: the published database."""
    return click.option(
        "--published", type=click.Path(path_type=Path), default=PUBLISHED, show_default="data/published.db", help=help
    )
