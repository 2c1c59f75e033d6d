"""Welsh initial mutations undone: "i'ch plentyn" and "eich blentyn" are the same child to whoever looks for words.

Soft, nasal and aspirate mutation (Thorne, A Comprehensive Welsh Grammar, 1993) are ambiguous to undo, so every word
that may stand behind one is given; a cue finds the one it knows.
"""

from __future__ import annotations

LONGEST = 16
"""Words of a text that are looked at: titles and links are shorter."""
_UNDONE = (
    ("ngh", ("c",)),
    ("mh", ("p",)),
    ("nh", ("t",)),
    ("ng", ("g",)),
    ("ch", ("c",)),
    ("ph", ("p",)),
    ("th", ("t",)),
    ("dd", ("d",)),
    ("g", ("c",)),
    ("b", ("p",)),
    ("d", ("t",)),
    ("f", ("b", "m")),
    ("m", ("b",)),
    ("n", ("d",)),
    ("l", ("ll", "gl")),
    ("r", ("rh", "gr")),
    ("w", ("gw",)),
    ("a", ("ga",)),
    ("e", ("ge",)),
    ("o", ("go",)),
    ("y", ("gy",)),
)
_COMMON = (
    "ac aelod ailgylchu am ar archebu arlein atgyweirio biniau budd cael cais casgliad casglu chi cofrestru "
    "cyfer cyngor cymorth dal ddim dod dreth dweud dwll dysgu dywedwch eich ein ffordd ffyrdd fy gael gan "
    "gartref gofal gofyn gwastraff gweld gwneud gwybod heb help hawlio i lein lleol llyfrgell newid newydd "
    "oherwydd parcio plant plentyn rhoi sbwriel stryd sut swn symud tai talu trefnu treth trwydded ty "
    "uniongyrchol wedi wrthym ydych ymuno yn ysgol "
)
_WELSH = frozenset(_COMMON.split())
_ALSO_ENGLISH = frozenset(("am", "help", "i", "dal", "ty", "plant"))


def looks_welsh(folded: str) -> bool:
    """Return whether a folded text holds a common Welsh word that is not an English one too."""
    return any(word in _WELSH and word not in _ALSO_ENGLISH for word in folded.split())


def unmutated(folded: str) -> list[str]:
    """Return a folded text and its other readings, in each of which the mutation of one word is undone."""
    words = folded.split()[:LONGEST]
    readings = [" ".join(words)]
    for place, word in enumerate(words):
        for origin in _origins(word):
            readings.append(" ".join((*words[:place], origin, *words[place + 1 :])))
    return readings


def _origins(word: str) -> list[str]:
    if len(word) < 3:
        return []
    for start, origins in _UNDONE:
        if word.startswith(start):
            return [origin + word[len(start) :] for origin in origins]
    return []
