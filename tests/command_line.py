"""The command line as a person meets it, exit code and last line included, without a process of its own for each."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

from cli import run


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, and what it said. Names as those of subprocess.CompletedProcess."""

    returncode: int
    stdout: str
    stderr: str


def ran(*words: object) -> Ended:
    """Run cli.py with these words and return how it ended. What a person would see as a traceback is raised."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            run([str(word) for word in words])
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Ended(code, out.getvalue(), err.getvalue())
