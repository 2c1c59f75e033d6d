"""Errors a person can act on. Anything else that is raised is a bug and shows its traceback."""

NOT_INSTALLED = "The requirements are not installed here: run `make run` once, then use .venv/bin/python cli.py"
"""What the command line says to a Python that lacks a library."""


class BenchmarkError(Exception):
    """An input of ours is wrong; the message names the file, the field and what was expected.

    The command line prints the message without a traceback and ends with `exit_code`.
    """

    exit_code = 1


class RegisterError(BenchmarkError):
    """A file of data/register/ is malformed or contradicts itself."""


class SourceError(BenchmarkError):
    """A source file is malformed: says source, row and column, and nothing has been written."""

    def __init__(self, source: str, message: str, row: int | None = None, column: str | None = None):
        self.source, self.row, self.column = source, row, column
        place = [f"row {row}"] if row is not None else []
        place += [f'column "{column}"'] if column is not None else []
        super().__init__(": ".join([f"source {source}", *place, message]))


class EmptySourceError(SourceError):
    """A source was read without error and yielded nothing, which a whole run never should."""

    exit_code = 3


class UnansweredError(SourceError):
    """A source gave no answer: it could not be connected to, is busy, or is broken. Its form is unknown."""


class ReplyStoreError(BenchmarkError):
    """The file that keeps the replies of live sources cannot be used: says which file, why, and what to do."""


class FrameworkError(BenchmarkError):
    """data/framework.toml cannot be used: says which entry and which field."""


class EditionError(BenchmarkError):
    """data/editions.toml cannot be used: says which edition and which field."""


class ReplyError(BenchmarkError):
    """A file of data/replies/ or data/corrections/ cannot be used: says which file, entry, field and value."""

    def __init__(self, file: str, entry: str, field: str, found: object, expected: str):
        shown = "nothing" if found is None or found == "" else f'"{str(found)[:80]}"'
        super().__init__(f'{file}: {entry}: field "{field}": found {shown}, expected {expected}')


class QuietPeriodError(BenchmarkError):
    """data/quiet-periods.toml cannot be used, or today is in a quiet period: nothing is published."""


class PublishedError(BenchmarkError):
    """The published database is missing, is not one of ours, or was made by another version."""


class CrawlError(BenchmarkError):
    """A crawl cannot start or go on, for a reason its operator can mend."""


class BusyError(CrawlError):
    """Another run asks councils on this machine now; the same command can go on once that is done."""


class DiskError(CrawlError):
    """A file cannot be written to. subject: the file, and why in parentheses."""

    def __init__(self, subject: str) -> None:
        super().__init__(
            f"{subject}; what was stored before is kept: once it can, run the same command again, a crawl with --resume"
        )
        self.subject = subject


class ClusterError(CrawlError):
    """A cluster cannot be reached, has no worker, or lost those it had; what came of them until then is kept."""
