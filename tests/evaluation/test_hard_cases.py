"""The ten hard marks are right, and the document that explains them says what the detectors say."""

from __future__ import annotations

from evaluation.hard_cases import DOCUMENT, document, explained


def test_the_ten_hardest_marks_are_right() -> None:
    found = explained()
    assert len(found) == 10
    assert [(one.service, one.said.level) for one in found] == [(one.service, one.truth) for one in found]
    assert all(one.said.reasons for one in found)


def test_the_document_says_what_the_detectors_say() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()
