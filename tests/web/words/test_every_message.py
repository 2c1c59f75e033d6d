"""No message without words, no words without a message: the product's code against the catalogue, both ways."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from collectors.probes.records import DECIDED, PREFIXES, UNANSWERED
from commands.declared_words import events_without_words, questions_without_words
from detectors.forms import FormRole
from detectors.owners import Owner
from detectors.page_kinds import Kind
from detectors.services.actions import UNCLAIMED
from detectors.services.gate import ROUTES
from detectors.services.joined_up import default_signs
from detectors.site.inclusion import FORMATS
from detectors.site.questions import own_messages
from detectors.site.statement import STATUSES as COMPLIANCE
from detectors.verdict.verdict import Reason
from edition.browsed import UNDECIDED
from edition.build import load_framework
from edition.editions import STATUSES
from edition.movement import VERDICTS
from edition.probed import LIBRARY_CODES
from edition.right_of_reply import SENDERS
from edition.right_of_reply import STATUSES as REPLY_STATUSES
from edition.website import FIRST_LOOK
from models import AuthorityType, Message, Status
from register.services import DUTIES
from scoring.framework import EFFORTS
from scoring.method import uniforms_needed
from scoring.sobol import EVIDENCE
from web.words.catalogue import ID, SOURCE, english, word

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("register", "collectors", "detectors", "scoring", "edition", "web", "commands", "evaluation")
SEVERAL = {"list", "series", "clauses", "sentences"}


@cache
def trees() -> dict[Path, ast.Module]:
    """Every file of the product with its syntax tree."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for room in ROOMS for path in (ROOT / room).rglob("*.py")}


def made() -> Iterator[tuple[str, str, ast.Call]]:
    """Yield file and line, id and call of every Message("id", ...) in the product."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message":
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", first.value, node


def constants() -> Iterator[tuple[str, str]]:
    """Yield file and line, and text, of every string of the product that could be an id: those of tables of ids too."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.fullmatch(node.value):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value


def prefixes() -> set[str]:
    """The fixed beginnings of ids that end in a code, as in f"status.{code}"."""
    found = set()
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and len(node.values) == 2 and isinstance(node.values[0], ast.Constant):
                found.add(node.values[0].value)
    return {one for one in found if ID.fullmatch(f"{one}x")}


def evident(node: ast.expr) -> set[str] | None:
    """The types of the catalogue that a value can have by its form alone, None where that does not show."""
    match node:
        case ast.JoinedStr() | ast.Constant(value=str()):
            return {"text"}
        case ast.Constant(value=int()):
            return {"integer", "number"}
        case ast.Tuple() | ast.List():
            return SEVERAL
        case ast.Call(func=ast.Name(id="Message")):
            return {"message"}
    return None


def test_every_message_has_words_with_its_values():
    wrong = []
    for where, name, call in made():
        entry = english().entries.get(name)
        values = call.args[1] if len(call.args) > 1 else ast.Dict([], [])
        if entry is None or not isinstance(values, ast.Dict):
            wrong.append(f"{where}: {name}: " + ("no words" if entry is None else "its values are not written here"))
            continue
        given = {key.value: evident(value) for key, value in zip(values.keys, values.values, strict=True)}
        if given.keys() != entry.types.keys():
            wrong.append(f"{where}: {name}: values {sorted(given)}, its words expect {sorted(entry.types)}")
            continue
        wrong += [f"{where}: {name}: {key} is {kinds}, its words expect {entry.types[key]}"
                  for key, kinds in given.items() if kinds and entry.types[key] not in kinds]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_what_is_declared_under_the_id_of_a_message_has_words_with_its_values():
    assert [str(error) for error in (*questions_without_words(), *events_without_words())] == []


def test_every_word_belongs_to_a_message():
    used, starts = {text for _, text in constants()} | {one.id for one in own_messages()}, tuple(prefixes())
    unused = [name for name in english().entries if name not in used and not name.startswith(starts)]
    assert not unused


@pytest.mark.parametrize("path", sorted(SOURCE.glob("*.po")), ids=lambda path: path.name)
def test_no_message_stands_twice_in_a_file(path):
    names = re.findall(r'^msgid "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(names) == sorted(set(names))


FRAMEWORK = load_framework(ROOT / "data" / "framework.toml")
TYPES = {kind.value for kind in AuthorityType}
BY_CODE = {
    "type": TYPES,
    "type.several": TYPES,
    "type.short": TYPES,
    "type.inside": TYPES,
    "reason": {one.value for one in Status if one.is_missing} | {FIRST_LOOK, "unknown"},
    "duty.degree": set(DUTIES),
    "scope": {one.code for one in FRAMEWORK.scopes},
    "edition.status": {*STATUSES, "answerable"},
    "factor": {one.replace(" ", "_") for one in (*uniforms_needed(1, 1), *EVIDENCE)},
    "gate.asks": {gate for entry in FRAMEWORK.maturity for gate in entry.get("gates", ())} | {"services"},
    "gate.state": {"met", "failed", "unknown"},
    "movement": {one.replace(" ", "_") for one in VERDICTS},
    "gain": {"improve", "evidence"},
    "effort": set(EFFORTS),
    "reply.kind": set(REPLY_STATUSES),
    "reply.status": {status for statuses in REPLY_STATUSES.values() for status in statuses},
    "reply.sender": set(SENDERS),
    "ladder": {str(step["level"]) for step in FRAMEWORK.ladder},
    "verdict": {one.name.lower() for one in Reason} - {"status", "no_body", "media_type", "no_text"},
    "kind": {one.name.lower() for one in Kind} - {"live"},
    "owner": {one.name.lower() for one in Owner},
    "form": {one.name.lower() for one in FormRole} - {one.name.lower() for one in UNCLAIMED},
    "feature": {*default_signs().rules, "feed", "look-up"},
    "help": {one.replace(" ", "_") for one in ROUTES},
    "format": set(FORMATS),
    "record": {f"{check}-{code}" for check in PREFIXES for code in DECIDED[check]},
    "libraries": {*LIBRARY_CODES, "not_known", "other_host"},
    "browser.why": set(UNDECIDED),
    "unanswered": {*UNANSWERED, "policy", "not_asked"},
    "compliance": {*COMPLIANCE, "conflicting", "unsaid"},
}
"""Beginning of an id -> the codes that end it."""


@pytest.mark.parametrize("part", BY_CODE)
def test_every_code_has_a_label_and_every_label_a_code(part):
    codes = {name.removeprefix(f"{part}.") for name in english().entries if name.rpartition(".")[0] == part}
    assert codes == BY_CODE[part]


def test_the_ladder_is_named_as_in_the_framework():
    assert [word(Message(f"ladder.{step['level']}")) for step in FRAMEWORK.ladder] == [
        step["name"] for step in FRAMEWORK.ladder
    ]
