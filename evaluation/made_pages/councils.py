"""Made councils: which parts each of their pages has, and what is true of them by the framework's own rules.

A council has five content pages of two templates (home and bins; care, schools and debt, all three about what T11 asks
of) and one first step of a form or more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from evaluation.made_pages.parts import PARTS, TRACKING, Part

TEMPLATES: Mapping[str, tuple[str, ...]] = {"leaf": ("home", "bins"), "step": ("care", "schools", "debt")}
"""Template -> content pages that are drawn with it."""
CODES = ("A06", "A07", "A08", "T10", "T11")
"""What is true of every made council."""
SENSITIVE = TEMPLATES["step"]
FORM = "form"


class Trouble(StrEnum):
    """What keeps a browser from seeing enough of a council, whose pages are sound or not all the same."""

    NONE = ""
    WALLED = "four of its pages refuse a browser"
    FAILING = "three of its pages answer with an error"
    SHUT_OUT = "it refused the crawl, and lets a browser in"
    FEW = "only two of its content pages were found"


@dataclass(frozen=True, slots=True)
class MadeCouncil:
    """pages: name of a page -> names of its parts; a page that is not named has none. trouble: see Trouble."""

    pages: Mapping[str, Sequence[str]] = field(default_factory=dict)
    trouble: Trouble = Trouble.NONE

    @property
    def forms(self) -> list[str]:
        """Return the names of its forms: always one at least."""
        return sorted({FORM, *(name for name in self.pages if name.startswith(FORM))})

    @property
    def content(self) -> list[str]:
        """Return the names of its content pages."""
        return [name for names in TEMPLATES.values() for name in names]

    def parts(self, *names: str) -> list[Part]:
        """Return the parts of the pages named."""
        return [PARTS[part] for name in names for part in self.pages.get(name, ())]

    def truth(self) -> dict[str, float | str]:
        """Return code -> what is true: rules per template, a share of pages, or yes and no."""
        every = (*self.content, *self.forms)
        cookies = {part.cookie for part in self.parts(*every)}
        fitting = [name for name in every if all(part.suits_phone for part in self.parts(name))]
        return {
            "A06": round(sum(len(self._failing(*names)) for names in TEMPLATES.values()) / len(TEMPLATES), 4),
            "A07": float(len(self._failing(*self.forms))),
            "A08": round(len(fitting) / len(every), 4),
            "T10": "no" if TRACKING in cookies else "yes",
            "T11": "no" if any(part.advertises for part in self.parts(*SENSITIVE)) else "yes",
        }

    def _failing(self, *names: str) -> frozenset[str]:
        return frozenset().union(*(part.fails for part in self.parts(*names)))


def _made(trouble: Trouble = Trouble.NONE, **pages: str) -> MadeCouncil:
    """Return a council of pages whose parts are given as names with "; " between them."""
    return MadeCouncil({name: tuple(parts.split("; ")) for name, parts in pages.items()}, trouble)


COUNCILS: Mapping[str, MadeCouncil] = {
    "sound": _made(),
    "harmless": _made(home="picture that decorates; field with a title", bins="sound table; skipped heading",
                      care="hidden fault; two main headings", form="field with a hidden label; session cookie"),
    "looks-worse": _made(home="picture with a poor name; words on a picture", bins="outside of landmarks",
                         schools="faint where nothing can be done", debt="small target within words",
                         form="picture that decorates", care="cookie of the banner"),
    "one-fault": _made(home="picture without alt; session cookie", form="field without label"),
    "one-fault-of-a-template": _made(home="picture without alt", bins="picture without alt"),
    "a-fault-in-each": _made(bins="faint words", care="link without name", form="button without name",
                             debt="link to a network"),
    "one-fault-in-both": _made(home="faint words", debt="faint words", form="list of choices without label"),
    "many": _made(home="picture without alt; link without name; faint words", bins="broken list; frame without title",
                  care="button without name", form="field without label; list of choices without label; faint words"),
    "roles": _made(home="unknown role", bins="unknown attribute of aria", schools="wrong value of aria",
                   form="unknown role; loose item", care="statistics of others"),
    "documents": _made(home="no language", bins="no title", care="no such language", form="no zoom",
                       debt="cookie that is taken back"),
    "drawings": _made(care="drawing without name; picture button without alt", home="loose item",
                      form="picture button without alt", schools="statistics after a choice"),
    "small": _made(home="small targets", care="small targets", form="small targets"),
    "apart": _made(home="small targets apart", care="small target within words", form="small targets apart",
                   bins="tag that waits for a choice"),
    "wide": _made(home="wide part", schools="wide picture", form="wide part", debt="advertiser on no list"),
    "narrow": _made(home="wide part that scrolls by itself", schools="picture that shrinks", bins="wide only on a desk",
                    form="viewport by scale"),
    "of-a-desk": _made(home="no viewport", bins="viewport of a desk", care="long word", form="no viewport"),
    "no-zoom": _made(home="no zoom", bins="no zoom", care="link like the words around it", form="link without name"),
    "late": _made(home="picture added by a script", form="picture added by a script", care="map of others"),
    "widths": _made(home="picture for a desk alone", care="picture for a phone alone", form="picture for a desk alone"),
    "shadows": _made(bins="picture in a shadow tree", debt="picture in a frame", form="picture in a shadow tree"),
    "scrolling": _made(home="picture for who scrolls", form="picture for who scrolls", care="button of a network"),
    "counted": _made(home="statistics cookie", form="frame without title", care="pixel"),
    "counted-otherwise": _made(debt="statistics cookie of another tool", form="broken list",
                               schools="frame of an advertiser"),
    "counted-by-reply": _made(bins="advertising cookie of a reply", form="unknown attribute of aria",
                              care="network by a script"),
    "counted-by-tag": _made(care="statistics cookie of a tag", form="wrong value of aria", home="pixel"),
    "counted-by-a-way": _made(home="advertising cookie of a picture's way", form="drawing without name",
                              bins="frame of an advertiser"),
    "counted-late": _made(home="statistics cookie after a while", form="picture without alt"),
    "counted-unknown": _made(home="statistics cookie of no known name", form="no title"),
    "basket": _made(home="necessary cookie of no known name; session cookie", form="no language"),
    "balanced": _made(home="cookie of a balancer; session cookie", care="library of a network's like",
                      form="link like the words around it"),
    "tag-missing": _made(home="tag that could not be had", debt="tag that could not be had", form="faint words"),
    "asks-all": _made(care="pixel", schools="button of a network", debt="network by a script",
                      form="picture for a phone alone", home="long word"),
    "two-forms": _made(form="field without label", form2="field without label; broken list", care="wide part",
                       bins="statistics cookie"),
    "form-for-a-phone": _made(form="wide part; small targets", form2="sound table", home="no such language",
                              debt="statistics cookie; frame of an advertiser"),
    "form-in-a-frame": _made(form="picture in a frame", home="frame without title", schools="frame without title",
                             care="statistics cookie of a tag; pixel"),
    "walled": _made(Trouble.WALLED, home="picture without alt", form="field without label", care="pixel"),
    "failing": _made(Trouble.FAILING, home="faint words", form="field without label", bins="statistics cookie"),
    "shut-out": _made(Trouble.SHUT_OUT, home="faint words", form="field without label"),
    "few": _made(Trouble.FEW, home="faint words", form="field without label", bins="session cookie"),
}  # fmt: skip
"""The made councils by name."""
