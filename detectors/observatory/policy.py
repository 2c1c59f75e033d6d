"""Content-Security-Policy as the Observatory reads it: which sources are left, and whether they are safe.

After src/analyzer/cspParser.js and src/analyzer/tests/csp.js of its package 1.4.8; the header itself is that of Content
Security Policy Level 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import unquote_to_bytes

SHORTEST = len("img-src") - 1
NOT_IN_META = ("frame-ancestors", "report-uri", "sandbox")
MAY_REPEAT = frozenset({"report-uri", "report-to"})
BROAD = frozenset({"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"})
INLINE = frozenset({"'unsafe-inline'", "data:"})
PASSIVE = ("img-src", "media-src")
_PROOF = ("'sha256-", "'sha384-", "'sha512-", "'nonce-")
_INSECURE = ("http:", "ftp:")
_NO_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_ORDER = {sign: place for place, sign in enumerate("_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789")}
Directives = Mapping[str, frozenset[str]]


class InvalidPolicy(ValueError):
    """The policy breaks a rule of the reader; the message names the part."""


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    policy: int
    keep: bool


@dataclass(frozen=True, slots=True)
class Policies:
    """Directive -> its sources, in small letters. repeated: a directive for reports was given twice."""

    directives: Directives
    repeated: bool = False


def read_policies(texts: Sequence[str]) -> Policies:
    """Return what several policies allow together: a source counts only if every one of them has it.

    Raises InvalidPolicy for a policy that is too short to be one, a directive given twice or a broken escape.
    """
    plain = [text.replace("\r", "").replace("\n", "").strip() for text in texts]
    for text in plain:
        if len(text) < SHORTEST:
            raise InvalidPolicy(f"too short for a policy: {text!r}")
    known: dict[str, list[_Source]] = {}
    repeated = False
    for number, text in enumerate(plain):
        repeated |= _add(known, number, text, several=len(plain) > 1)
    sources = {name: frozenset(each.text for each in found) or frozenset({"'none'"}) for name, found in known.items()}
    return Policies(sources, repeated)


def _add(known: dict[str, list[_Source]], number: int, text: str, *, several: bool) -> bool:
    """Add one policy to those read before; return whether it repeats a directive that may be repeated."""
    seen: set[str] = set()
    repeated = False
    for part in text.split(";"):
        name, *values = part.split() or [""]
        name = name.lower()
        if not name:
            continue
        if name in seen:
            if name not in MAY_REPEAT:
                raise InvalidPolicy(f"directive given twice: {name}")
            repeated = True
        seen.add(name)
        values = values or (["'none'"] if name.endswith("-src") else [])
        fresh = [_Source(value.lower(), number, number == 0) for value in values]
        kept = _kept([*(known.get(name, []) if number else []), *fresh])
        known[name] = [replace(each, keep=False) for each in kept] if number == 0 and several else kept
    return repeated


def _kept(sources: list[_Source]) -> list[_Source]:
    """Return the sources that count, what another of the same policy covers left out."""
    ordered = sorted(sources, key=lambda each: _collated(each.text))
    for place in range(1, len(ordered)):
        one, before = ordered[place], ordered[place - 1]
        if one.policy == before.policy and one.text.startswith(before.text):
            ordered[place] = replace(one, keep=False)
        elif one.policy != before.policy and _same_path(before.text, one.text):
            ordered[place] = replace(one, keep=True)
    return [each for each in ordered if each.keep]


@lru_cache(maxsize=10_000)
def _collated(text: str) -> tuple[int, ...]:
    """Return the place of a text in the order of the Unicode Collation Algorithm: it decides what is compared."""
    return tuple(_ORDER.get(sign, 1000 + ord(sign)) for sign in text)


def _same_path(one: str, other: str) -> bool:
    if not one or (one == "/" and not other):
        return True
    mine, others = one.split("/"), other.split("/")
    exact = not one.endswith("/")
    if len(mine) > len(others) or (exact and len(mine) != len(others)):
        return False
    if not exact:
        mine.pop()
    return all(_unescaped(left) == _unescaped(right) for left, right in zip(mine, others, strict=False))


def _unescaped(text: str) -> str:
    if _NO_ESCAPE.search(text):
        raise InvalidPolicy(f"broken escape: {text!r}")
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidPolicy(f"broken escape: {text!r}") from None


def policy_result(header: str | None, metas: Sequence[str], *, reporting: bool, secure: bool) -> str:
    """Return the result of the test of the policy.

    header: the header's value, None if it was not sent; metas: those of the markup. reporting: a policy that only
    reports was sent. secure: the page came over https.
    """
    try:
        policies = read_policies([*([] if header is None else [header]), *metas])
    except InvalidPolicy:
        return "csp-header-invalid"
    if not header_directives(header) and not _meta_directives(metas):
        return "csp-not-implemented-but-reporting-enabled" if reporting else "csp-not-implemented"
    result = _result(policies.directives, secure=secure)
    passed = result.startswith("csp-implemented-with-no-unsafe") or result.endswith("-only")
    return "csp-implemented-but-duplicate-directives" if passed and policies.repeated else result


def header_directives(header: str | None) -> Directives:
    """Return the directives of the header alone, none of one that cannot be read."""
    try:
        return read_policies([] if header is None else [header]).directives
    except InvalidPolicy:
        return {}


def _meta_directives(metas: Sequence[str]) -> Directives:
    try:
        found = read_policies(metas).directives
    except InvalidPolicy:
        return {}
    return {name: sources for name, sources in found.items() if name not in NOT_IN_META}


def has_frame_ancestors(header: str | None, metas: Sequence[str]) -> bool:
    """Return whether a policy that can be read and is in force says who may frame the page."""
    try:
        policies = read_policies([*([] if header is None else [header]), *metas])
    except InvalidPolicy:
        return False
    in_force = bool(header_directives(header) or _meta_directives(metas))
    return in_force and "frame-ancestors" in policies.directives


def _result(directives: Directives, *, secure: bool) -> str:
    """Return the first finding, in the Observatory's order."""
    left = {name: set(sources) for name, sources in directives.items()}
    # One set may stand for several: where default-src stands in for scripts, what is taken out goes out of it too.
    objects, scripts, styles = (_sources(left, name) for name in ("object-src", "script-src", "style-src"))
    for sources in (scripts, styles):
        if _has_proof(sources):
            sources.discard("'unsafe-inline'")
    if "'strict-dynamic'" in scripts:
        if not _has_proof(scripts):
            return "csp-header-invalid"
        scripts -= {each for each in scripts if each == "'self'" or each.startswith(tuple(BROAD))}
    active = [each for name, found in left.items() if name not in (*PASSIVE, "script-src") for each in found]
    passive = [each for name in PASSIVE for each in left.get(name, left.get("default-src", set()))]
    checks = (
        (bool(scripts & (BROAD | INLINE) or objects & BROAD), "csp-implemented-with-unsafe-inline"),
        (secure and _insecure([*active, *scripts]), "csp-implemented-with-insecure-scheme"),
        ("'unsafe-eval'" in scripts | styles, "csp-implemented-with-unsafe-eval"),
        (secure and _insecure(passive), "csp-implemented-with-insecure-scheme-in-passive-content-only"),
        (bool(styles & (BROAD | INLINE)), "csp-implemented-with-unsafe-inline-in-style-src-only"),
        (left.get("default-src") == {"'none'"}, "csp-implemented-with-no-unsafe-default-src-none"),
    )
    return next((result for met, result in checks if met), "csp-implemented-with-no-unsafe")


def _sources(left: Mapping[str, set[str]], name: str) -> set[str]:
    return left[name] if name in left else left.get("default-src", {"*"})


def _has_proof(sources: Iterable[str]) -> bool:
    return any(each.startswith(_PROOF) for each in sources)


def _insecure(sources: Iterable[str]) -> bool:
    return any(each.startswith(_INSECURE) for each in sources)
