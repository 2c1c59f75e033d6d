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


AS_BRADFORD = owners_for((BRADFORD := replace(COUNCIL, homepage="https://www.bradford.gov.uk/", name="City of Bradford",
                          short_name="Bradford"),), BRADFORD)  # fmt: skip


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("bradford-students.org.uk", Owner.OTHER),
        ("bradfordtenantsassociation.org.uk", Owner.OTHER),
        ("bradfordfestival.co.uk", Owner.OTHER),
        ("bradford-bypass-objectors.org.uk", Owner.OTHER),
        ("saveourbradford-campaign.org", Owner.OTHER),
        ("bradfordgardenclearance.co.uk", Owner.OTHER),
        ("bradfordweddingvenues.com", Owner.OTHER),
        ("friendsofbradfordlibrary.org.uk", Owner.OTHER),
        ("bradfordmusicclub.co.uk", Owner.OTHER),
        ("bradfordairportparking.co.uk", Owner.OTHER),
        ("bradfordlibraries.co.uk", Owner.PARTNER),
        ("bradfordhomes.org.uk", Owner.PARTNER),
        ("bradfordparkingpermits.co.uk", Owner.PARTNER),
        ("recycle4bradford.co.uk", Owner.PARTNER),
    ],
)
def test_people_and_firms_of_a_place_are_not_its_council(host: str, owner: Owner) -> None:
    assert AS_BRADFORD.of(f"https://www.{host}/apply") is owner
