# SPDX-License-Identifier: GPL-3.0-or-later
"""How a command speaks and ends: results on standard output, errors, exit codes."""

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from jmss.errors import N_, BadConfiguration, JmssError, Refused, Unwritten
from jmss.texts import Texts

DONE, REFUSED, USAGE, AWAY, UNWRITTEN = 0, 1, 2, 3, 4
INTERRUPTED = 130
"""Ctrl+C, or whoever read the output has gone."""

EXIT_CODES = N_(
    "Exit codes: 0 done; 1 refused; 2 wrong usage; 3 the server is away or the outcome is"
    " unknown; 4 the result could not be written; 130 interrupted."
)


def exit_code(error: JmssError) -> int:
    """Give the exit code that tells an error."""
    match error:
        case Refused():
            return REFUSED
        case BadConfiguration():
            return USAGE
        case Unwritten():
            return UNWRITTEN
        case _:
            return AWAY


def error_as_data(error: JmssError, tr: Texts) -> dict[str, object]:
    """Give an error as ``--json`` shows it."""
    return {"code": error.code, "fields": error.fields, "text": tr.error(error)}


class Speaker:
    """Says what came out, for people or, with ``--json``, for programs."""

    def __init__(self, tr: Texts, *, as_json: bool) -> None:
        self.tr = tr
        self.as_json = as_json

    def say(self, text: str, data: object) -> None:
        """Write a result: the text, or the data as one line of JSON.

        Raises:
            Unwritten: standard output does not take it (a full disk).
            BrokenPipeError: nobody reads it any more.
        """
        line = json.dumps(data, ensure_ascii=False) if self.as_json else text
        write(f"{line}\n".encode(errors="replace"), meant=line)

    def note(self, text: str) -> None:
        """Tell the person at the terminal something that is no result."""
        click.echo(text, err=True)

    def fail(self, error: JmssError) -> int:
        """Say an error and give its exit code."""
        text = self.tr.error(error)
        if self.as_json and not isinstance(error, Unwritten):
            try:
                self.say(text, {"error": error_as_data(error, self.tr)})
            except Unwritten as unwritten:
                self.note(self.tr.error(unwritten))
        else:
            self.note(text)
        return exit_code(error)


def write(data: bytes, *, meant: str) -> None:
    """Write to standard output at once.

    Raises:
        Unwritten: it does not take the data; ``meant`` says what is lost.
        BrokenPipeError: nobody reads it any more.
    """
    out = sys.stdout.buffer
    try:
        out.write(data)
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _forget_output()
        raise Unwritten(why=error.strerror or error, text=meant) from error


def _forget_output() -> None:
    """Keep the interpreter from writing what is left when it ends."""
    with suppress(OSError, ValueError):
        stdout = sys.stdout.fileno()
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout)


class OperatorCommand(click.Command):
    """A command whose function returns an exit code and may raise any ``JmssError``."""

    def invoke(self, ctx: click.Context) -> object:
        """Carry the command out; whoever stopped reading its results does not want more."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _forget_output()
            raise click.Abort from None

    def main(  # type: ignore[override]  # it never returns, whatever the mode
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: object
    ) -> None:
        """Run and leave with the exit code; nothing ends in a traceback for its reader."""
        words = list(sys.argv[1:] if args is None else args)
        try:
            code = super().main(words, prog_name, standalone_mode=False)
        except click.Abort:
            code = INTERRUPTED
        except click.ClickException as error:
            code = _usage(error, as_json="--json" in words)
        sys.exit(code)


def _usage(error: click.ClickException, *, as_json: bool) -> int:
    if as_json:
        text = error.format_message()
        click.echo(
            json.dumps({"error": {"code": "Usage", "fields": {}, "text": text}}, ensure_ascii=False)
        )
    else:
        error.show()
    return error.exit_code
