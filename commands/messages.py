"""`messages`: what every translation of the site has, lacks and has wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from errors import BenchmarkError
from paths import DATA
from web.words.language import FOLDERS, OTHERS


@click.command("messages")
@click.option("--check", is_flag=True, help="End with exit code 1 where words are wrong.")
@click.option("--to-fill", type=click.Choice(tuple(OTHERS)), help="Print what a language lacks as a .po file instead.")
@click.option("--data", type=click.Path(exists=True, path_type=Path), default=DATA, hidden=True)
@click.option("--words", type=click.Path(exists=True, path_type=Path), default=FOLDERS, hidden=True)
def command(check: bool, to_fill: str | None, data: Path, words: Path) -> None:
    """Print for each language what is translated, what is shown in English, what is obsolete and what is wrong.

    Wrong is a translation that loses or invents a value or a tag of the English, or has a plural where that has none;
    the site does not start with one. So is a message of `data/questions/` without words, or with words that expect
    other values, and a life event without words. What is not translated is no fault: the page says it in English. The
    names and wordings of what is asked and shown are listed one by one, as waiting for a translator.

    \b
    Exit codes: 0 done; 1 a file is no .po, or with --check words are wrong; 2 wrong usage.
    """
    from commands.declared_words import events_without_words, questions_without_words
    from web.words.extract import as_po, report

    if to_fill:
        click.echo(as_po(report(to_fill, data, words / to_fill)), nl=False)
        return
    found = [report(code, data, words / code) for code in OTHERS]
    for one in found:
        lacking = Counter(one.untranslated.values())
        click.echo(
            f"{one.language} ({OTHERS[one.language]}): {one.translated} translated, {lacking.total()} not translated, "
            f"{len(one.obsolete)} obsolete, {len(one.wrong)} wrong"
        )
        for place, count in sorted(lacking.items()):
            click.echo(f"  not translated: {place}: {count}")
        waiting = [f"“{text}”" for text in one.waiting]
        for kind, lines in (("waits for a translator", waiting), ("obsolete", one.obsolete), ("wrong", one.wrong)):
            for line in lines:
                click.echo(f"  {kind}: {line}")
    unsaid = [str(error) for error in (*questions_without_words(), *events_without_words(data))]
    for line in unsaid:
        click.echo(f"wrong: {line}")
    if check and (unsaid or any(one.wrong for one in found)):
        raise BenchmarkError("words are wrong; the lines above say which")
