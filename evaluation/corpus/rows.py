"""Reading the labelled corpus: every row with the page it stands for."""

from __future__ import annotations

import json
from collections.abc import Iterator

from evaluation.corpus.compose import HERE, composed_rows

WRITTEN_BLIND = "written blind"
"""The source of rows whose wording was thought up by somebody who had seen no rule of the detectors."""
WORDING = tuple(f"blind/wording-{letter}.jsonl" for letter in "abcde")
"""Sets of pages of which only the wording was written blind, in the order of their writing."""


def corpus_rows() -> Iterator[dict]:
    """Yield every row: id, council, split (build or judge), service, level (None: cannot be told), trap, lang, url,
    title, parts, source ("real wording", "written blind" or "composed")."""
    for name in ("real_build.jsonl", "real_judge.jsonl", *WORDING):
        yield from rows_of(name)
    yield from composed_rows()


def rows_of(name: str) -> Iterator[dict]:
    """Yield the rows of one file, which do not say where they stand."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
