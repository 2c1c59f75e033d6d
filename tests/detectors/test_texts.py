"""Answers kept for a text that comes again: the same as asking anew, and none for texts too long to be kept."""

import pytest

from detectors.cues import default_cues
from detectors.pages import MAIN, Block, PageModel
from detectors.services.actions import claims_of
from detectors.services.features import features_of
from detectors.services.limits import limits_on
from detectors.texts import LONGEST, once_a_text


@pytest.mark.parametrize(("text", "times"), [("Call us", 1), ("x" * LONGEST, 1), ("x" * (LONGEST + 1), 2)])
def test_a_question_is_worked_out_once_for_a_short_text(text: str, times: int) -> None:
    asked: list[tuple[str, str]] = []

    @once_a_text
    def question(text: str, heading: str) -> int:
        asked.append((text, heading))
        return len(text) + len(heading)

    assert [question(text, "a"), question(text, "a"), question(text, "bcd")] == [len(text) + n for n in (1, 1, 3)]
    assert len(asked) == times + 1


def test_the_same_words_on_two_pages_keep_their_own_address_region_and_heading() -> None:
    """What is kept for a text must hold nothing of the page on which it was read first."""
    said = "This form is currently unavailable. You can telephone us on 01234 567890."
    beside = Block("p", "Crews start at seven.", MAIN, "Missed bin")
    pages = [
        PageModel(url, readable=True, title="Missed bin", blocks=(Block("p", said, region, heading), beside))
        for url, region, heading in (("https://a.gov.uk/x", MAIN, "One"), ("https://b.gov.uk/y", "notice", "Two"))
    ]
    cues = default_cues()
    first, second = (limits_on(page, "S06", cues) for page in pages)
    assert [one.kind for one in first] == [one.kind for one in second] == ["unavailable"]
    claims = [[(c.kind, c.url) for c in claims_of(page, "S06", cues, 2.0)] for page in pages]
    assert claims == [[("telephone", "https://a.gov.uk/x")], []]
    assert [features_of(page) for page in pages] == [(), ()]
