# SPDX-License-Identifier: GPL-3.0-or-later
"""What may be entered, in which form it goes on, and what is said of the rest."""

import pytest

from jmss.menu.starting import start_of
from jmss.menu.values import entered, plain
from jmss.model.menu import Entry, Parameter, ParameterType
from jmss.model.schedules import PreparedJob
from jmss.texts import Texts

T = ParameterType


def one(kind: ParameterType, text: str | None, **fields: object) -> tuple[str | None, str]:
    """Give the value, or what is said of it."""
    parameter = Parameter(name="p", label="Label", type=kind, **fields)  # type: ignore[arg-type]
    what = entered([parameter], {} if text is None else {"p": text})
    said = " ".join(fault.told(Texts("en")) for fault in what.faults)
    assert all(fault.place == "p" for fault in what.faults)
    return what.values.get("p"), said


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (T.TEXT, " a b ", " a b "),
        (T.TEXT, "line\nline", "line\nline"),
        (T.NUMBER, "10", "10"),
        (T.NUMBER, " 007 ", "7"),
        (T.NUMBER, "-1.50", "-1.5"),
        (T.NUMBER, "+3", "3"),
        (T.NUMBER, "-0.0", "0"),
        (T.NUMBER, "1200", "1200"),
        (T.NUMBER, "\uff11\uff12", "12"),
        (T.DATE, "2026-11-23", "2026-11-23"),
        (T.DATE, "2026/1/2", "2026-01-02"),
        (T.YES_NO, "はい", "yes"),
        (T.YES_NO, "NO", "no"),
        (T.YES_NO, "0", "no"),
    ],
)
def test_the_form_in_which_values_go_on(kind: ParameterType, text: str, value: str) -> None:
    assert one(kind, text) == (value, "")


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (T.TEXT, "", "Label is missing: enter it."),
        (T.NUMBER, "  ", "Label is missing: enter it."),
        (T.TEXT, "a\0b", "Label holds the character NUL, which no command can take."),
        (T.TEXT, "\udcff", "Label holds a character that is none: enter it anew."),
        (T.TEXT, "x" * 1001, "Label is too long: it may have 1000 characters."),
        (T.NUMBER, "ten", "Label is ten: enter a number, such as 10."),
        (T.NUMBER, "1e9", "Label is 1e9: enter a number, such as 10."),
        (T.NUMBER, "nan", "Label is nan: enter a number, such as 10."),
        (T.DATE, "2026-02-30", "Label is 2026-02-30: enter a day of the calendar as 2026-11-30."),
        (T.DATE, "tomorrow", "Label is tomorrow: enter a day of the calendar as 2026-11-30."),
        (T.YES_NO, "perhaps", "Label is perhaps: enter yes or no."),
    ],
)
def test_what_is_said_of_the_rest(kind: ParameterType, text: str, said: str) -> None:
    assert one(kind, text) == (None, said)


def test_least_and_most() -> None:
    limits = {"least": 1.0, "most": 2.5}
    assert one(T.NUMBER, "1", **limits) == ("1", "")
    assert one(T.NUMBER, "2.5", **limits) == ("2.5", "")
    assert one(T.NUMBER, "0.99", **limits)[1] == "Label is 0.99: it must be at least 1."
    assert one(T.NUMBER, "2.51", **limits)[1] == "Label is 2.51: it must be at most 2.5."


def test_choices_are_those_that_are_listed() -> None:
    choices = ("DB1", "\uff24\uff22\uff12")
    assert one(T.CHOICE, "DB1", choices=choices) == ("DB1", "")
    assert one(T.CHOICE, "DB2", choices=choices) == ("\uff24\uff22\uff12", "")
    said = one(T.CHOICE, "DB3", choices=choices)[1]
    assert said == "Label is DB3: choose one of DB1, \uff24\uff22\uff12."


def test_patterns_take_the_whole_text() -> None:
    assert one(T.TEXT, "AB1", pattern=r"[A-Z]+\d") == ("AB1", "")
    said = one(T.TEXT, "AB12", pattern=r"[A-Z]+\d")[1]
    assert said == r"Label is AB12: it is not of the form that is wanted ([A-Z]+\d)."
    said = one(T.TEXT, "x", pattern=r"\d", note="one digit")[1]
    assert said.endswith("(one digit).")
    said = one(T.TEXT, "x" * 201, pattern="x*")[1]
    assert said == "Label is too long: it may have 200 characters."


def test_defaults_and_what_may_be_left_out() -> None:
    assert one(T.NUMBER, None, default="5") == ("5", "")
    assert one(T.NUMBER, "", default="5")[1] == "Label is missing: enter it."
    assert one(T.NUMBER, "", required=False) == ("", "")
    assert one(T.TEXT, "", required=False, pattern="x+") == ("", "")


def test_everything_is_told_at_once() -> None:
    parameters = [
        Parameter(name="db", label="データベース"),
        Parameter(name="days", type=T.NUMBER),
        Parameter(name="ok"),
    ]
    what = entered(parameters, {"days": "x", "ok": "1", "other": "1"})
    assert what.values == {"ok": "1"}
    assert [fault.place for fault in what.faults] == ["db", "days", "other"]
    said = [fault.told(Texts("en")) for fault in what.faults]
    assert said[0] == "データベース is missing: enter it."
    assert said[1] == "days is x: enter a number, such as 10."
    assert said[2] == "There is no parameter other. There are: days, db, ok."


def test_a_flood_of_values_is_not_repeated() -> None:
    what = entered([], {f"{n}" * 100: "x" for n in range(1000)})
    assert len(what.faults) == 5
    assert all(len(fault.place) <= 61 for fault in what.faults)


def test_errors_repeat_little_and_nothing_that_cannot_be_shown() -> None:
    said = one(T.NUMBER, "\x1b[31m" + "x" * 500)[1]
    assert "\x1b" not in said
    assert len(said) < 120


def test_plain_numbers() -> None:
    assert [plain(n) for n in (1.0, 1e21, 0.001, -5.0)] == ["1", "1" + "0" * 21, "0.001", "-5"]


def entry(command: str, *parameters: Parameter) -> Entry:
    job = PreparedJob(name="n", command=command, queue="NIGHT")
    return Entry(id="e", title="E", job=job, parameters=parameters)


def test_a_start_is_the_command_with_the_values() -> None:
    start = start_of(entry("backup {db} {n}", Parameter(name="db"), Parameter(name="n")), {})
    assert (start.command, len(start.faults)) == ("", 2)
    db = Parameter(name="db", default="a b")
    assert start_of(entry("backup {db}", db), {}).command == "backup 'a b'"


def test_a_command_that_grows_too_long_is_told() -> None:
    many = [Parameter(name=f"p{n}", default="'" * 1000) for n in range(10)]
    start = start_of(entry(" ".join(f"{{p{n}}}" for n in range(10)), *many), {})
    (fault,) = start.faults
    assert "too long with these values" in fault.told(Texts("en"))
