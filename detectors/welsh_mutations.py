"""Welsh initial mutations undone: "i'ch plentyn" and "eich blentyn" are the same child to whoever looks for words.

Soft, nasal and aspirate mutation (Thorne, A Comprehensive Welsh Grammar, 1993) are ambiguous to undo, so every word
that may stand behind one is given; a cue finds the one it knows.
"""

from __future__ import annotations

from detectors.phrases import word_set

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
_WELSH = word_set("welsh", "title_words")


def looks_welsh(folded: str) -> bool:
    """Return whether a folded text holds a common Welsh word that is not an English one too."""
    return not _WELSH.isdisjoint(folded.split())


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
