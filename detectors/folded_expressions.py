"""What of a regular expression can stand in no folded text: it would never be found, and nobody would be told."""

from __future__ import annotations

import re

_PIECE = re.compile(
    r"\\[AbBdDsSwWZ]|\(\?(?::|<?[=!])|\{\d*(?:,\d*)?\}|\[\^?(?:[^\]\\]|\\.)+\]|[a-z0-9\u00a3 |()?*+.^$]|(\\?.)",
    re.DOTALL,
)
"""A piece of an expression: a sign that stands for no character of its own, a set of characters, what a folded text can
hold, or else (the group) a character that it cannot."""


def never_folded(expression: str) -> str:
    """Return the first character of an expression that no text of `wording.fold` has (a capital, a hyphen), or ''.

    Characters within [...] are not looked at: of these one may be there and others not.
    """
    return next((found[1][-1] for found in _PIECE.finditer(expression) if found[1]), "")
