"""What a reader can open of a web address out of which a mail address was left."""

from __future__ import annotations

from detectors.wording import LEFT_OUT


def to_open(address: str) -> str:
    """Return what can be opened for an address as it is published: it without the parameters that are not whole.

    '' if it is its path that is not whole, as that leads to no page.
    """
    if LEFT_OUT not in address:
        return address
    rest, _, fragment = address.partition("#")
    path, _, query = rest.partition("?")
    if LEFT_OUT in path:
        return ""
    whole = "&".join(each for each in query.split("&") if LEFT_OUT not in each)
    return path + (f"?{whole}" if whole else "") + (f"#{fragment}" if fragment and LEFT_OUT not in fragment else "")
