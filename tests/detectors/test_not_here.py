"""Pages that say a service is not to be had from this council are no page of it; those that offer a part of it are."""

from __future__ import annotations

import pytest

from tests.detectors.pages import mark


@pytest.mark.parametrize(
    ("service", "title", "content"),
    [
        ("C02", "Carers", "<p>We are a district council, so we do not assess carers. The county council does.</p>"),
        ("C02", "Carers", "<p>Carers are assessed by the county council.</p>"),
        ("C06", "Blue Badges", "<p>Blue Badges are issued by Fenshire County Council.</p>"),
        ("S15", "Street cleaning", "<p>Litter is cleared by your district council.</p>"),
        ("S26", "School admissions", "<p>School places are the responsibility of the county council.</p>"),
        ("S08", "Garden waste collections have ended", "<p>Thank you to all who took part.</p>"),
        ("S09", "Bulky waste", "<p>The bulky waste service was withdrawn on 1 April. Use a licensed carrier.</p>"),
        ("S08", "Garden waste collections have ended", '<p><a href="/go/1">Ask for a refund</a></p>'),
        ("C09", "Homelessness strategy", "<p>What we mean to do by 2030.</p>"),
        ("S09", "Bulky waste charity of the year", "<p>Sofas by the hundred.</p>"),
        ("C05", "Safeguarding: contract clause", "<p>The contractor shall train its drivers.</p>"),
    ],
)
def test_a_page_that_says_the_service_is_not_to_be_had_earns_nothing(service: str, title: str, content: str) -> None:
    assert mark(service, title, content).level == 0


@pytest.mark.parametrize(
    ("service", "title", "content", "level"),
    [
        ("C02", "Carers", "<p>Breaks for carers are paid by the county council. Ring us on 01632 960123.</p>", 2),
        ("S15", "Street cleaning", "<p>We sweep every road. Litter on trunk roads is cleared by the county.</p>", 1),
        (
            "S12",
            "Street lights",
            "<p>Lights on trunk roads are looked after by the county council. Ours are green.</p>",
            1,
        ),
        ("S08", "Garden waste", "<p>This season's collections have ended. Join again in March.</p>", 1),
        ("S09", "Bulky waste", "<p>The discount scheme has ended.</p>", 1),
        ("C06", "Blue Badges", "<p>Are Blue Badges issued by the county council?</p>", 1),
        ("S26", "School admissions", "<p>Rates are collected by the district council.</p>", 1),
        ("C11", "Crisis fund", "<p>The fund was withdrawn and has been replaced by a new fund.</p>", 1),
    ],
)
def test_what_others_do_beside_the_council_says_nothing_against_it(
    service: str, title: str, content: str, level: int
) -> None:
    assert mark(service, title, content).level == level
