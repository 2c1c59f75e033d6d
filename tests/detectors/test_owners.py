"""Whose an address is, seen from one council: its own, a neighbour's, a government's, somebody's."""

from dataclasses import replace

import pytest

from detectors.owners import Owner, owners_for
from tests.detectors.pages import COUNCIL

GWYNEDD = replace(COUNCIL, homepage="https://www.gwynedd.llyw.cymru/", name="Cyngor Gwynedd", short_name="Gwynedd")
SIR_GAR = replace(COUNCIL, homepage="https://www.carmarthenshire.gov.wales/", short_name="Carmarthenshire")
AS_SIR_GAR = owners_for((GWYNEDD, SIR_GAR), SIR_GAR, also_called=("sirgar", "carmarthenshire"))


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://my.carmarthenshire.gov.wales/bins", Owner.OWN),
        ("https://www.sirgar.llyw.cymru/biniau", Owner.OWN),
        ("https://sir-gar.gov.uk/biniau", Owner.OWN),
        ("https://www.gwynedd.llyw.cymru/biniau", Owner.COUNCIL),
        ("https://sirgar.example/biniau", Owner.OTHER),
        ("https://www.sirgar-news.co.uk/biniau", Owner.OTHER),
        ("https://www.ynysmon.llyw.cymru/biniau", Owner.PUBLIC),
        ("https://www.gov.wales/school-holidays", Owner.GOVERNMENT),
        ("https://llyw.cymru/gwyliau", Owner.GOVERNMENT),
        ("https://hwb.gov.wales/", Owner.GOVERNMENT),
        ("https://www.gov.uk/apply-blue-badge", Owner.GOVERNMENT),
        ("https://www.tax.service.gov.uk/check", Owner.GOVERNMENT),
    ],
)
def test_councils_that_live_beside_a_government_are_not_taken_for_it(url: str, owner: Owner) -> None:
    assert AS_SIR_GAR.of(url) is owner
