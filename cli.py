"""The command line: `python cli.py --help`. Lists the commands; each lives in commands/."""

import errno
import importlib
import logging
import sys
from collections.abc import Sequence
from difflib import get_close_matches

from errors import NOT_INSTALLED, BenchmarkError
from paths import ROOT

try:
    import click
except ImportError:
    sys.exit(NOT_INSTALLED)

from commands.log import FORMATS, logged

log = logging.getLogger(__name__)

COMMANDS: tuple[str, ...] = (
    "edition",
    "build",
    "serve",
    "swap_in",
    "roll_back",
    "place",
    "export",
    "freeze",
    "preview",
    "retests",
    "publish",
    "golden",
    "diff_scores",
    "collect",
    "doctor",
    "compile_register",
    "lay_out_map",
    "crawl",
    "crawl_report",
    "probe",
    "replay",
    "import_warc",
    "inspect",
    "grade_detectors",
    "recheck",
    "code_pages",
    "code_questions",
    "judge_ourselves",
    "messages",
)
"""Modules of commands/, each offering one click command named `command`."""


FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT)
"""What a person can mend: rights, a disk that is read-only, full, or whose share is used up."""


class LazyGroup(click.Group):
    """Loads a command's module only when it is asked for, so that `place` does not pay for pandas."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of COMMANDS."""
        return [name.replace("_", "-") for name in COMMANDS]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command, or None if there is none of that name.

        Ends the program, saying what to do, where a library is missing: a system's own Python may have some of them.
        """
        module = name.replace("-", "_")
        if module not in COMMANDS:
            return None
        try:
            command: click.Command = importlib.import_module(f"commands.{module}").command
        except ModuleNotFoundError as error:
            missing = (error.name or "").partition(".")[0]
            if (ROOT / missing).is_dir() or (ROOT / f"{missing}.py").is_file():
                raise
            sys.exit(f"{NOT_INSTALLED} (no module named {missing!r} in {sys.executable})")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of the first word. Raises UsageError, with what was probably meant, for an unknown one."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], self.list_commands(ctx), 1, 0.75)
            raise click.UsageError(
                f"{error.message} Did you mean {near[0]!r}?" if near else error.message, ctx
            ) from None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose", is_flag=True, help="Log what is done, to standard error; without it only warnings are.")
@click.option("--log-format", type=click.Choice(FORMATS), default="text", show_default=True, help="Form of the log.")
@click.pass_context
def main(context: click.Context, verbose: bool, log_format: str) -> None:
    """Council Digital Index: how good are the digital services of the UK's 382 councils?

    \b
    Exit codes: 0 done; 1 an input is wrong (the message says which); 2 wrong usage;
    3 a source yielded nothing; 4 interrupted, or waiting: run it again.
    """
    context.with_resource(logged(verbose, log_format))
    log.info("%s: begun", context.invoked_subcommand)
    context.call_on_close(lambda: log.info("%s: ended", context.invoked_subcommand))


def run(words: Sequence[str] | None = None) -> None:
    """Run the command line; errors a person can act on end without a traceback. Ends by SystemExit with the exit code.

    words: what follows cli.py; those of this process, if None.
    """
    try:
        main(words, prog_name="cli.py")
    except BenchmarkError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        # What the disk or its rights forbid, wherever it shows; any other is a bug, and shows its traceback.
        if error.errno not in FORBIDDEN or error.filename is None:
            raise
        click.echo(f"Error: {error.filename}: {error.strerror}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    run()
