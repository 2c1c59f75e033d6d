"""Reading the labelled corpus: every row with the page it stands for."""

from __future__ import annotations

import json
from collections.abc import Iterator

from evaluation.corpus.compose import HERE, composed_rows


def corpus_rows() -> Iterator[dict]:
    """Yield every row: id, council, split (build or judge), service, level (None: cannot be told), trap, lang, url,
    title, parts, source ("real wording" or "composed")."""
    for name in ("real_build.jsonl", "real_judge.jsonl"):
        for line in (HERE / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)
    yield from composed_rows()
