"""Which domain a host belongs to."""

import pytest

from register.domains import public_suffix, registrable


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.kent.gov.uk", "kent.gov.uk"),
        ("my.portal.kent.gov.uk", "kent.gov.uk"),
        ("kent.gov.uk", "kent.gov.uk"),
        ("x.achieveservice.com", "achieveservice.com"),
        ("www.council-1.test", "council-1.test"),
        ("localhost", "localhost"),
        ("www.anglesey.gov.wales", "anglesey.gov.wales"),
        ("www.gov.wales", "www.gov.wales"),
        ("my.gwynedd.llyw.cymru", "gwynedd.llyw.cymru"),
        ("gov.wales", "gov.wales"),
        ("www.glasgow.gov.scot", "glasgow.gov.scot"),
        ("somewhere.nonesuch", "somewhere.nonesuch"),
        ("127.0.0.1", "127.0.0.1"),
    ],
)
def test_the_registrable_domain_is_what_its_owner_registered(host: str, domain: str) -> None:
    assert registrable(host) == domain


@pytest.mark.parametrize(
    ("host", "suffix", "domain"),
    [
        ("a.council.pages.dev", "pages.dev", "council.pages.dev"),
        ("www.council.vercel.app", "vercel.app", "council.vercel.app"),
        ("my.mygov.scot", "mygov.scot", "my.mygov.scot"),
        ("www.council.zip", "zip", "council.zip"),
        ("www.council.kids", "kids", "council.kids"),
    ],
)
def test_suffixes_that_came_after_2019_are_known(host: str, suffix: str, domain: str) -> None:
    assert (public_suffix(host), registrable(host)) == (suffix, domain)


@pytest.mark.parametrize("host", ["www.council.nonesuch", "localhost", "10.0.0.1"])
def test_a_host_under_no_suffix_has_none(host: str) -> None:
    assert public_suffix(host) is None
