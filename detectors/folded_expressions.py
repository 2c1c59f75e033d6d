"""What of a regular expression can stand in no folded text: it would never be found, and nobody would be told."""

from __future__ import annotations

import re

_QUIET = re.compile(r"\\[AbBdDsSwWZ]|\(\?(?::|<?[=!])|\{\d*(?:,\d*)?\}|\[\^?(?:[^\]\\]|\\.)+\]")
"""Signs of expressions that stand for no character of their own, and sets of characters."""
_NEVER = re.compile(r"\\.|[^a-z0-9\u00a3 |()?*+.^$]")


def never_folded(expression: str) -> str:
    """Return the first character of an expression that no text of `wording.fold` has (a capital, a hyphen), or ''.

    Characters within [...] are not looked at: of these one may be there and others not.
    """
    found = _NEVER.search(_QUIET.sub("", expression))
    return found[0][-1] if found else ""
