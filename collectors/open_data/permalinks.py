"""Links to exactly what was read: one file of a public repository as it stood at one commit."""

from __future__ import annotations

from dataclasses import dataclass

SHORT = 9
"""Digits of a commit that are enough to name it; whole commits would add a megabyte to the facts."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file of a repository on GitHub at a commit; a path that ends in "/" is a folder.

    repository: owner/name. commit: what the files at hand were made from, in hexadecimal digits.
    """

    repository: str
    commit: str
    path: str

    def url(self, inside: str = "", commit: str = "") -> str:
        """Return the address of the place, or of the file `inside` it, as it was at `commit` (its own if none)."""
        path = self.path + inside
        kind = "tree" if path.endswith("/") else "blob"
        return f"https://github.com/{self.repository}/{kind}/{(commit or self.commit)[:SHORT]}/{path.rstrip('/')}"
