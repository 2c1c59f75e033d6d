"""The command line: every command has help, every name in the list exists, errors have no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import COMMANDS, main

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_its_exit_codes(name):
    result = CliRunner().invoke(main, [name.replace("_", "-"), "--help"])
    assert result.exit_code == 0, result.output
    group = "Commands:" in result.output
    assert "Exit codes" in result.output or group, f"{name}: help does not say its exit codes"


def test_help_lists_every_command_and_every_module_is_listed():
    output = CliRunner().invoke(main, ["--help"]).output
    assert all(name.replace("_", "-") in output for name in COMMANDS)
    offered = {path.stem for path in (ROOT / "commands").glob("*.py") if "\ndef command(" in path.read_text()}
    assert offered == set(COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("place", "LS1 4AP", "--published", "nowhere.db"), 1, "nowhere.db"),
        (("export", "scores", "--published", "README.md"), 1, "README.md"),
        (("export", "nonsense"), 2, "nonsense"),
        (("export", "scores", "--format", "xls"), 2, "xls"),
        (("nonsense",), 2, "nonsense"),
        (("golden", "nowhere.json"), 1, "nowhere.json"),
        (("golden", "README.md"), 1, "README.md"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line_without_a_traceback(arguments, code, says):
    done = subprocess.run(
        [sys.executable, "cli.py", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stderr
    assert says in done.stderr + done.stdout and "Traceback" not in done.stderr
