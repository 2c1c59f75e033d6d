"""What joins up a way to a task: what its page says, what the form at its end asks, what its sign-in shows."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.forms import FormRole, asks_address, fields_of, role_of
from detectors.pages import PageModel
from detectors.phrases import phrase
from detectors.services.actions import FINDERS
from detectors.services.destinations import Judgement, View
from detectors.services.features import Feature, features_of, sentences_of, states
from detectors.services.joined_up import Sentence, default_signs
from detectors.wording import PHONE, count_words, fold

LIST_WORDS = 8
"""Most words of a sentence that is only a list."""
_ACCOUNT = phrase("features", "own_account")
_TITLED = phrase("features", "titled_account")
_SIGNING = phrase("features", "signing_in")
_TOLD = phrase("features", "asks_to_be_told")
_OWN = phrase("features", "own_things")
_HANDLES = phrase("features", "handles_own")
_NOT_BEHIND = phrase("features", "not_behind")
_BARE_YOU = phrase("features", "bare_you")
_ASKS_ANSWER = phrase("features", "asks_answer")
_FINDS = phrase("features", "finds")
_NAMED_CASE = phrase("features", "named_case")
_COMPLAINT = phrase("features", "complaint")
_TAKES_COMPLAINTS = phrase("features", "takes_complaints")
_FIRST_STEP = phrase("features", "first_step")
_GOES_ON = phrase("features", "goes_on")


def promised_by(page: PageModel, best: Judgement, view: View) -> list[Feature]:
    """Return the joined-up features of a page's way to act, each once; [] if it has none. best: where it leads."""
    named = {feature.name: feature for one in reversed(_pages(page, best)) for feature in features_of(one)}
    takes_complaints = _TAKES_COMPLAINTS.search(fold(f"{page.h1 or page.title} {best.claim.text}"))
    for name, feature in list(named.items()):
        if _is_for_another(feature, view) or not takes_complaints and _COMPLAINT.search(fold(feature.sentence[:500])):
            del named[name]
    if "reminders" not in named and (asked := _told_by_form(best)):
        named["reminders"] = Feature("reminders", asked)
    if "account" not in named and (said := _account_of(page, best)):
        named["account"] = Feature("account", said)
    answers = view.cues.services[view.service].lookup or (
        view.service not in FINDERS and best.page is page and _answers_by_place(best)
    )
    if not (answers and _may_answer(best)):
        named.pop("look-up", None)
    found = list(named.values())
    if best.claim.kind == "feed" and "feed" not in named:
        found.append(Feature("feed", best.claim.text))
    by_address = best.claim.kind == "answer" or (
        best.page is not None and any(asks_address(form) for form in best.page.forms)
    )
    if best.role is FormRole.LOOKUP and by_address and answers and "look-up" not in named:
        found.append(Feature("look-up", ""))
    return found


def _is_for_another(feature: Feature, view: View) -> bool:
    """Return whether what is followed is named and is another service's: "You can track a missed bin report"."""
    found = _NAMED_CASE.search(fold(feature.sentence[:500])) if feature.name == "tracking" else None
    named = view.cues.services_in(found[0]) if found else {}
    return bool(named) and view.service not in named


def _answers_by_place(best: Judgement) -> bool:
    """Return whether the look-up that a way ends in gives an answer, and is no first step of a report or an order.

    It finds something ("Find", "Check") or asks a question ("When do we sweep here?"), and nothing there names a task.
    """
    page = best.page
    if page is None or best.role is not FormRole.LOOKUP:
        return False
    form = next((one for one in page.forms if role_of(one, page) is FormRole.LOOKUP), None)
    if form is None:
        return False
    pressed = [fold(button) for button in form.buttons]
    said = [fold(text) for text in (form.heading, *(field.label for field in fields_of(form)))]
    if not all(map(_FINDS.match, pressed)):
        return False
    return any(map(_ASKS_ANSWER.search, said)) or not any(map(_FIRST_STEP.search, (*said, fold(page.h1))))


def _may_answer(best: Judgement) -> bool:
    """Return whether an answer by place, which a page promises, may be found where its way to act leads."""
    return best.role in (FormRole.LOOKUP, FormRole.FINDER) or best.page is None


def _pages(page: PageModel, best: Judgement) -> list[PageModel]:
    return [page] if best.page is None or best.page is page else [page, best.page]


def _told_by_form(best: Judgement) -> str:
    """Return the field of the form to fill in that asks whether, or where, to be told how it goes; '' without one."""
    if best.page is None or best.role not in (FormRole.TASK, FormRole.STEP):
        return ""
    forms = (form for form in best.page.forms if role_of(form, best.page) is best.role)
    if not any(_TOLD.search(field.label) for form in forms for field in fields_of(form)):
        return ""
    printed = (block.text for block in best.page.blocks if block.in_form)
    return next((text for text in printed if _TOLD.search(fold(text[:300]))), "")


def _account_of(page: PageModel, best: Judgement) -> str:
    """Return the words that make a sign-in one to a person's own account, '' if it is none or nothing says so.

    Where the end of the way was not read, the title of a page that is about the account says so.
    """
    if best.role is FormRole.LOGIN:
        called = best.page.h1 if best.page is not None else ""
        return best.claim.text if _ACCOUNT.search(fold(f"{best.claim.text} {called}")) else _account_behind(page, best)
    return page.h1 if best.page is None and _TITLED.search(fold(page.h1)) else ""


def _account_behind(page: PageModel, best: Judgement) -> str:
    """Return the sentence that says what a sign-in shows of a person's own, '' if none does.

    It stands at the sign-in, or holds the words of the link that leads there, or goes on from those ("It keeps ..."),
    or stands before them and says what is changed there.
    """
    led = fold(best.claim.text)
    for one in _pages(page, best):
        before, of_before = ("", ""), False
        for sentence, folded in _folded_sentences(one):
            leads = one is best.page or led in folded
            if leads and _handles(before[1]):
                return before[0]
            of_it = leads or (of_before and _goes_on(folded))
            if of_it and not _SIGNING.search(folded) and _is_of_account(folded):
                return sentence
            before, of_before = (sentence, folded), leads
    return ""


def _folded_sentences(page: PageModel) -> Iterator[tuple[str, str]]:
    for sentence in sentences_of(page):
        yield sentence, fold(sentence[:500])


def _goes_on(folded: str) -> bool:
    """Return whether a sentence goes on from the one before it, or only lists things: "Bills, balance, instalments"."""
    listed = count_words(folded) <= LIST_WORDS and states("account", Sentence(f"account {folded}"), default_signs())
    return listed or bool(_GOES_ON.match(folded) or _OWN.match(folded))


def _is_of_account(folded: str) -> bool:
    """Return whether a sentence about a sign-in says what it shows or lets people change of their own."""
    if _NOT_BEHIND.search(folded):
        return False
    stated = states("account", Sentence(f"account {_BARE_YOU.sub(' ', folded)}"), default_signs())
    return stated or bool(_OWN.match(folded)) or _handles(folded)


def _handles(folded: str) -> bool:
    """Return whether a sentence offers a change of what is held, and does not deny or forbid it or send elsewhere."""
    if not _HANDLES.search(folded) or _NOT_BEHIND.search(folded) or PHONE.search(folded):
        return False
    guards, sentence = default_signs().guards, Sentence(folded)
    return not (sentence.has(guards["denied"]) or sentence.has(guards["idle"]))
