"""The framework that an edition was scored by, read from the text that its published database carries."""

from __future__ import annotations

import sqlite3

from edition.reader import one
from errors import FrameworkError, PublishedError
from scoring.framework import Framework, Scope
from scoring.framework_file import parse_framework


def framework_used(connection: sqlite3.Connection, version: str) -> Framework:
    """Return the framework of one version; without grades of detectors and without units, which are not in its text.

    Raises PublishedError if the database does not carry it, FrameworkError if it can no longer be read.
    """
    row = one(connection, "SELECT text FROM framework WHERE version = ?", version)
    if row is None:
        raise PublishedError(
            f'framework: field "version": "{version}" has no row; expected the text of each edition\'s'
        )
    return parse_framework(row["text"], None)


def scope_used(connection: sqlite3.Connection, edition: sqlite3.Row) -> Scope:
    """Return what an edition counts and when it ranks. edition: its row of `editions`.

    Raises what framework_used raises, and PublishedError if its framework does not declare the scope.
    """
    framework, scope = framework_used(connection, edition["framework_version"]), edition["scope"]
    try:
        return framework.scope(scope)
    except FrameworkError:
        raise PublishedError(
            f'framework {framework.version}: field "scope": "{scope}" is not declared; expected its ranking rules'
        ) from None
