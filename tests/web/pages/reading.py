"""Reading pages as a browser would."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask.testing import FlaskClient


def soup(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    """Return the parsed page at `address`, having checked its status."""
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    assert answer.mimetype == "text/html", address
    return BeautifulSoup(answer.get_data(as_text=True), "lxml")


def words(node: BeautifulSoup) -> str:
    """Return the text of a node with single spaces."""
    return " ".join(node.get_text(" ").split())
