"""Cases made of what the chain says and what is true."""

from __future__ import annotations

from evaluation.chain import Found
from evaluation.grading import Case
from evaluation.simulated_internet.councils import make_council
from evaluation.truths import DECOYS, ENOUGH, LADDER, chain_cases

COUNCIL = make_council(3, "district", "goss", maturity=0.3)


def found(measure: str, value: float | None) -> Found:
    return Found(COUNCIL, {}, {measure: {"value": value}})


def test_a_council_of_which_nothing_is_said_is_declined_and_not_left_out() -> None:
    cases = chain_cases([Found(COUNCIL, {}, {})])
    assert len(cases[LADDER]) == len(COUNCIL.services) and {case.found for case in cases[LADDER]} == {None}
    assert cases["accessibility"] and {case.found for case in cases["accessibility"]} == {None}


def test_an_indicator_is_graded_by_itself_once_it_was_called_true_often_enough() -> None:
    assert "T01" not in chain_cases([found("T01", 1.0)] * (ENOUGH - 1))
    assert "T01" not in chain_cases([found("T01", 0.0)] * ENOUGH)
    cases = chain_cases([found("T01", 1.0)] * ENOUGH)
    assert cases["T01"] == [Case("yes", "yes", "T01")] * ENOUGH
    assert [case for case in cases["security"] if case.group == "T01"] == cases["T01"]


def test_a_decoy_that_earns_a_transaction_is_credit_where_none_is_due() -> None:
    url = COUNCIL.decoys[0].url
    row = {"level": 3, "page_url": url}
    said = {case.found for case in chain_cases([Found(COUNCIL, {"S01": row}, {})])[DECOYS]}
    assert said == {"credited", "refused"}


def test_human_routes_are_graded_where_the_need_was_found_on_its_own_page() -> None:
    code, truth = next((c, t) for c, t in COUNCIL.services.items() if c.startswith("C") and t.page_url)
    row, gate = {"level": 1, "page_url": truth.page_url}, {f"{code}G": {"value": 1.0}}
    (case,) = chain_cases([Found(COUNCIL, {code: row}, gate)])["gate"]
    assert case == Case("yes" if len(truth.gate) == 3 else "no", "yes", code)
    assert "gate" not in chain_cases([Found(COUNCIL, {code: row | {"page_url": "https://elsewhere.test/"}}, gate)])
