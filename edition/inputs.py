"""The files that make an edition: what `make run` watches, and what the code version is a digest of.

Only the standard library is imported, so that `python3 -m edition.inputs` lists them before anything is installed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from paths import DATA, ROOT

PACKAGES = ("collectors", "detectors", "edition", "register", "scoring")
"""Every module of these takes part: an edition rests on what they collect, observe, score and write."""
FILES = (
    "models.py",
    "errors.py",
    "counted.py",
    "declared.py",
    "paths.py",
    "commands/build.py",
    "requirements-serve.txt",
    "requirements-collect.txt",
)
"""The requirements pin the postcode list and the arithmetic."""
INPUTS = (
    "*.toml", "phrases/*.toml", "questions/*.toml", "detector-grades.json", "facts/*.csv", "register/*.csv",
    "measurements/*.json", "published/*.csv", "address-words.txt", "real-grades.json", "question-map.csv",
    "replies/*.toml", "corrections/*.toml", "probe-grades.json", "judged.csv", "trackers.csv",
)  # fmt: skip
VOCABULARY = (
    "data/cues.toml",
    "data/fingerprints.toml",
    "data/joined-up.toml",
    "data/address-words.txt",
    "data/site-pages.toml",
)
"""What the detectors read beside the pages."""
DIGITS = 12


def code_files(root: Path) -> list[Path]:
    """Return the program files below `root` that make an edition, in order."""
    modules = (path for package in PACKAGES for path in (root / package).rglob("*.py"))
    return [*sorted(modules), *(root / name for name in FILES)]


def data_files(data: Path) -> list[Path]:
    """Return the files of `data` that make an edition, in order."""
    return [path for pattern in INPUTS for path in sorted(data.glob(pattern))]


def code_version(root: Path, data: Path) -> str:
    """Return a digest of the code and the data that make an edition: twelve hexadecimal digits.

    An edition that rests on a crawl adds what the crawl stored: edition/build.py, with_crawl.
    """
    return _digest([*_contents(root, code_files(root)), *_contents(data, data_files(data))])


def detectors_version(root: Path) -> str:
    """Return a digest of the detectors' code and vocabulary: twelve hexadecimal digits."""
    read = [path for folder in ("phrases", "questions") for path in sorted((root / "data" / folder).glob("*.toml"))]
    code = sorted((root / "detectors").rglob("*.py"))
    paths = [*code, root / "models.py", *(root / name for name in VOCABULARY), *read]
    return _digest(_contents(root, paths))


def version_with(version: str, evidence: str) -> str:
    """Return the code version of an edition that adds a crawl, by the digest of what the crawl stored."""
    return _digest([version.encode(), evidence.encode()])


def _contents(folder: Path, paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        yield path.relative_to(folder).as_posix().encode()
        yield path.read_bytes()


def _digest(parts: Iterable[bytes]) -> str:
    """Return the digest of parts, each preceded by its length, so that no two lists of parts run together."""
    digest = sha256()
    for part in parts:
        digest.update(b"%d:" % len(part) + part)
    return digest.hexdigest()[:DIGITS]


def main() -> None:
    """Write the files that make an edition, one a line, as paths from the project's folder."""
    for path in (*code_files(ROOT), *data_files(DATA)):
        sys.stdout.write(f"{path.relative_to(ROOT).as_posix()}\n")


if __name__ == "__main__":
    main()
