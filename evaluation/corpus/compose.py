"""Further pages of the corpus, composed so that every service has every level, Welsh pages and decoys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from register.tables import read_table

HERE = Path(__file__).resolve().parent
HEADER = ("service", "title_build", "action_build", "title_judge", "action_judge", "title_cy", "action_cy")
DECOY_KINDS = ("news", "committee", "consultation", "job", "fraud", "unavailable", "offline_only", "other_banner")


def composed_rows() -> Iterator[dict]:
    """Yield the composed rows: per service four levels in each split, a Welsh pair, and decoys in turn."""
    for number, row in enumerate(read_table(HERE / "phrases.csv", HEADER)):
        entry = row.cells
        for split in ("build", "judge"):
            yield from _levels(entry, split)
            yield _decoy(entry, split, DECOY_KINDS[(number + (split == "judge") * 3) % len(DECOY_KINDS)])
        yield from _welsh(entry, number)


def _row(entry: dict, split: str, name: str, level: int, title: str, parts: list[list[str]], **more: str) -> dict:
    service = entry["service"]
    address = f"https://www.{split}-{service.lower()}.gov.uk{more.pop('path', '/services')}/{name}"
    row = {
        "id": f"c-{service}-{split}-{name}",
        "council": f"{split.title()} {service}",
        "split": split,
        "service": service,
        "level": level,
        "trap": "",
        "lang": "en",
        "url": address,
        "title": title,
        "parts": parts,
        "source": "composed",
    }
    return row | more


def _levels(entry: dict, split: str) -> Iterator[dict]:
    title, action = entry[f"title_{split}"], entry[f"action_{split}"]
    yield _row(entry, split, "information", 1, title, [["text", ""], ["heading", "What we do"], ["text", ""]])
    offline = (
        [["phone", "To ask for this service, telephone us on"]]
        if split == "judge"
        else [["document", "Application form"]]
    )
    yield _row(entry, split, "offline", 2, title, [["text", ""], *offline])
    yield _row(entry, split, "transaction", 3, title, [["text", ""], ["link", action, "/forms/start"], ["text", ""]])
    joined = "You can track the progress of your request and we will text you updates."
    yield _row(
        entry,
        split,
        "joined-up",
        3 if entry["service"] == "C05" else 4,
        title,
        [["text", joined], ["link", action, "/forms/start"]],
    )
    yield _row(entry, split, "form", 3, action, [["text", "Please fill in this form."], ["form", action]])


def _welsh(entry: dict, number: int) -> Iterator[dict]:
    split = "judge" if number % 2 else "build"
    title, action = entry["title_cy"], entry["action_cy"]
    yield _row(
        entry, split, "cy-gwasanaeth", 3, title, [["text", ""], ["link", action, "/cy/ffurflen"]], lang="cy", path="/cy"
    )
    yield _row(
        entry,
        split,
        "cy-gwybodaeth",
        1,
        title,
        [["text", ""], ["heading", "Beth rydym yn ei wneud"], ["text", ""]],
        lang="cy",
        path="/cy",
    )


def _decoy(entry: dict, split: str, kind: str) -> dict:
    title, action = entry[f"title_{split}"], entry[f"action_{split}"]
    link = ["link", action, "/forms/start"]
    decoys = {
        "news": (
            0,
            f"Council launches new way to {action.lower()}",
            [["date", "Published: 4 March 2025"], ["text", ""], link],
            "/news",
        ),
        "committee": (0, f"Agenda item: {title}", [["text", "Report of the director."], link], "/meetings"),
        "consultation": (0, f"{title}: have your say", [["text", "Tell us what you think."], link], "/consultations"),
        "job": (0, f"Job description: {title} officer", [["text", "Salary grade G."], link], "/jobs"),
        "fraud": (0, f"Scam warning: {title.lower()}", [["text", "Do not reply to these messages."], link], "/safety"),
        "unavailable": (
            1,
            title,
            [["text", "This online form is currently unavailable while we carry out maintenance."], link],
            "/services",
        ),
        "offline_only": (
            2,
            title,
            [["text", "You cannot do this online."], ["phone", "Please call us on"]],
            "/services",
        ),
        "other_banner": (
            1,
            title,
            [["banner", "Allotment rent payments are currently unavailable."], ["text", ""]],
            "/services",
        ),
    }
    level, heading, parts, path = decoys[kind]
    return _row(entry, split, kind, level, heading, parts, trap=kind, path=path)
