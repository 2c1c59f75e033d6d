"""The command line: every command has help, every name in the list exists, errors have no traceback."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli import COMMANDS, main
from commands.log import logged
from paths import REGISTER, ROOT
from tests.command_line import ran
from tests.edition.test_website import crawled


def every_command(command: click.Command, name: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words that call each command, the groups and the whole program included."""
    yield name
    if isinstance(command, click.Group):
        context = click.Context(command)
        for word in command.list_commands(context):
            yield from every_command(command.get_command(context, word), (*name, word))


def test_an_option_that_app_py_does_not_have_is_told_and_nothing_is_served():
    asked = [sys.executable, "app.py", "--port", "9"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr == "Error: app.py takes no options: found --port; python cli.py serve takes --port N\n"


WORDS = pytest.mark.parametrize("words", tuple(every_command(main)), ids=lambda words: " ".join(words) or "cli.py")


@WORDS
def test_every_command_has_help_with_its_exit_codes(words):
    result = CliRunner().invoke(main, [*words, "--help"])
    assert result.exit_code == 0, result.output
    told = result.output.partition("Exit codes: ")[2]
    assert all(f"{code} " in told for code in (0, 1, 2)), f"{words}: help does not say its exit codes"


@WORDS
def test_the_register_is_the_same_folder_wherever_it_can_be_named(words, tmp_path):
    command = main
    for word in words:
        command = command.get_command(click.Context(command), word)
    (option,) = [one for one in command.params if "--register" in one.opts] or [None]
    if option is None:
        return
    assert option.default == REGISTER
    context = click.Context(command)
    assert option.process_value(context, str(REGISTER / "authorities.csv")) == option.default
    with pytest.raises(click.BadParameter, match="services.csv' is a file"):
        option.process_value(context, str(REGISTER / "services.csv"))


@pytest.mark.parametrize(
    ("modules", "unpaid"),
    [
        ("app, commands.place, commands.serve", ["pandas"]),
        ("collectors.probes.cluster, commands.build", ["pandas"]),
        ("collectors.crawl.cluster, commands.crawl, commands.probe", ["numpy", "pandas"]),
    ],
)
def test_neither_the_site_nor_a_postcode_a_crawl_or_a_build_pays_for_what_others_need_and_who_needs_it_has_it(
    modules: str, unpaid: list[str]
):
    program = f"import {modules}, sys; paid = {{*{unpaid}}} & {{*sys.modules}}; import pandas; sys.exit(len(paid))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60, check=False).returncode == 0


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
        (("editon", "2026-12"), 2, "No such command 'editon'. Did you mean 'edition'?"),
        (("build", "--out", "data"), 2, "File 'data' is a directory"),
        (("crawl-report", "--status", "bloked"), 2, "'bloked' is not one of 'replied', 'blocked'"),
        (("golden", "nowhere.json"), 1, "nowhere.json"),
        (("golden", "README.md"), 1, "README.md"),
    ],
)
def test_what_goes_wrong_is_said_in_a_line_without_a_traceback(arguments, code, says, monkeypatch):
    monkeypatch.chdir(ROOT)
    done = ran(*arguments)
    assert (done.returncode, done.stdout) == (code, "") and says in done.stderr and "Traceback" not in done.stderr


def test_a_python_that_has_some_of_the_libraries_is_told_which_one_to_use(tmp_path):
    (tmp_path / "click").symlink_to(Path(click.__file__).parent)
    # -S: without site-packages, as a system's Python that has click from a package of the distribution.
    command = [sys.executable, "-S", "cli.py", "doctor"]
    alone = {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=ROOT, env=alone, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "") and "Traceback" not in done.stderr
    assert "run `make run` once, then use .venv/bin/python cli.py (no module named 'rich' in " in done.stderr


def test_a_folder_that_cannot_be_written_to_is_named_without_a_traceback(tmp_path):
    # /sys takes no file from anybody, an administrator neither.
    done = ran("crawl", "--authorities", "leeds", "--db", "/sys/crawl.db", "--contact", "https://operator.example/")
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("Error: /sys/crawl.db: cannot be written to (")
    done = ran("export", "warc", "--db", crawled(tmp_path / "c.db", []), "--out", "/sys/crawl.warc.gz")
    assert done.returncode == 1 and done.stderr.startswith("Error: /sys/") and done.stderr.count("\n") == 1


def test_the_process_ends_as_the_command_does():
    command = [sys.executable, "cli.py", "golden", "nowhere.json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: ") and done.stderr.count("\n") == 1 and "nowhere.json" in done.stderr


CASES = ("golden", "tests/evaluation/cases.json")


def test_nothing_is_logged_unless_asked():
    assert CliRunner().invoke(main, CASES).stderr == ""


def test_the_log_says_what_is_done_on_standard_error():
    result = CliRunner().invoke(main, ["--verbose", *CASES])
    assert [line.split(" INFO ")[1] for line in result.stderr.splitlines()] == [
        "cli: golden: begun",
        "cli: golden: ended",
    ]
    assert "begun" not in result.stdout


def test_each_line_of_the_log_can_be_a_json_object():
    result = CliRunner().invoke(main, ["--verbose", "--log-format", "json", *CASES])
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    assert [list(line) for line in lines] == [["time", "level", "logger", "process", "message"]] * 2
    assert [(line["level"], line["message"]) for line in lines] == [
        ("info", "golden: begun"),
        ("info", "golden: ended"),
    ]


def test_an_error_that_is_logged_keeps_its_trace(capsys):
    with logged(verbose=False, form="json"):
        try:
            raise ValueError("odd")
        except ValueError:
            logging.getLogger("some.module").warning("refused %s", "it", exc_info=True)
    line = json.loads(capsys.readouterr().err)
    assert (line["level"], line["message"]) == ("warning", "refused it")
    assert "ValueError: odd" in line["error"]


@pytest.mark.parametrize(
    "words",
    [
        ("code-questions", "sheet", "G04", "--authorities", "leeds", "--out"),
        ("code-pages", "draw", "--warc", "no.warc", "--service", "S05", "--out"),
        ("export", "warc", "--db", "no.db", "--out"),
        ("judge-ourselves", "--out"),
        ("lay-out-map", "--out"),
    ],
)
def test_a_file_in_no_folder_is_refused_before_any_work(tmp_path: Path, words: tuple[str, ...]):
    done = ran(*words, tmp_path / "none" / "file")
    assert done.returncode == 2 and f"there is no folder '{tmp_path / 'none'}' to write it to" in done.stderr
