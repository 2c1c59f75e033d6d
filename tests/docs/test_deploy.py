"""What deploy/ runs: its command lines are ones that the command line takes, and its files are there."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from commands.serve import command
from tests.docs.reading import ROOT
from web.serving import MOST_BYTES
from web.serving.runner import REQUEST_LINE_BYTES

DEPLOY = ROOT / "deploy"


def _started() -> list[list[str]]:
    """Return what the container and the unit start, as words after cli.py."""
    container, unit = (DEPLOY / name for name in ("Containerfile", "council-digital-index.service"))
    listed = re.findall(r"^CMD (\[.*\])$", container.read_text(encoding="utf-8"), re.MULTILINE)
    lines = re.findall(r"^ExecStart=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    words = [*(json.loads(one) for one in listed), *(shlex.split(one) for one in lines)]
    return [one[one.index("cli.py") + 1 :] for one in words]


def test_what_is_started_is_a_command_with_these_options() -> None:
    found = _started()
    assert len(found) == 2
    for words in found:
        at = words.index("serve")
        assert words[:at] == ["--verbose", "--log-format", "json"]
        with command.make_context("serve", words[at + 1 :]) as made:
            assert made.params["port"] == 8050 and made.params["published"].name == "published.db"


def test_files_that_are_copied_are_there() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    named = [name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE)
             for name in line.split() if not name.startswith("--")]  # fmt: skip
    assert named and all((ROOT / name).exists() for name in named)


def test_the_composed_site_shares_the_proxys_network_and_publishes_no_port() -> None:
    proxy, site = (DEPLOY / "compose.yaml").read_text(encoding="utf-8").split("\n  proxy:\n")[1].split("\n  site:\n")
    assert 'network_mode: "service:proxy"' in site and "read_only: true" in site and "ports:" not in site
    assert "- ./Caddyfile:" in proxy and "dockerfile: deploy/Containerfile" in site


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxies_pass_no_more_than_the_site_takes(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8").lower()
    assert f"{MOST_BYTES // 1024}k" in text and "127.0.0.1:8050" in text
    if name == "nginx.conf":
        assert f"large_client_header_buffers 4 {REQUEST_LINE_BYTES // 1024}k" in text and "access_log off" in text
        assert "limit_req_status 429;" in text and "limit_conn_status 429;" in text
