"""The command line: `python cli.py --help`. Lists the commands; each lives in commands/."""

import importlib
import sys

try:
    import click
except ImportError:
    sys.exit("The requirements are not installed here: run `make run` once, then use .venv/bin/python cli.py")

from errors import BenchmarkError

COMMANDS: tuple[str, ...] = (
    "build",
    "serve",
    "place",
    "export",
    "freeze",
    "golden",
    "diff_scores",
    "collect",
    "compile_register",
    "crawl",
    "crawl_report",
    "replay",
    "import_warc",
    "inspect",
    "grade_detectors",
    "recheck",
    "code_pages",
)
"""Modules of commands/, each offering one click command named `command`."""


class LazyGroup(click.Group):
    """Loads a command's module only when it is asked for, so that `place` does not pay for pandas."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of COMMANDS."""
        return [name.replace("_", "-") for name in COMMANDS]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command, or None if there is none of that name."""
        module = name.replace("-", "_")
        return importlib.import_module(f"commands.{module}").command if module in COMMANDS else None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Council Digital Index: how good are the digital services of the UK's 382 councils?

    \b
    Exit codes: 0 done; 1 an input is wrong (the message says which); 2 wrong usage;
    3 a source yielded nothing; 4 a crawl was interrupted.
    """


def run() -> None:
    """Run the command line; errors a person can act on end without a traceback."""
    try:
        main(prog_name="cli.py")
    except BenchmarkError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    run()
