"""The explorer says of itself what every page says: one address whatever its sliders, a title, a description."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from app import create_app
from tests.small_edition import build
from web.site import Site


@pytest.mark.parametrize("query", ["", "?type=london&D4=3"])
def test_the_explorer_is_one_page_whatever_it_shows(tmp_path: Path, query: str) -> None:
    server = create_app(build(tmp_path / "published.db")).server
    server.config["SITE"] = Site(base_url="https://index.example")
    page = BeautifulSoup(server.test_client().get(f"/explore/{query}").text, "lxml")
    said = {tag["property"]: tag["content"] for tag in page.select('meta[property^="og:"]')}
    assert page.find("link", rel="canonical")["href"] == said["og:url"] == "https://index.example/explore/"
    assert said["og:title"] == "Explore with your own weights" and said["og:type"] == "website"
    assert said["og:description"] == page.find("meta", attrs={"name": "description"})["content"] != ""
