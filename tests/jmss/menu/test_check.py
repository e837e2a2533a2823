# SPDX-License-Identifier: GPL-3.0-or-later
"""What may stand in a menu; everything wrong is told at once, with its place."""

import time

import msgspec
import pytest

from jmss.menu.check import Around, entry_faults, menu_faults
from jmss.menu.fault import as_sayings
from jmss.menu.tree import each, is_folder, titles, way_to
from jmss.model.menu import Entry, Menu, Parameter, ParameterType
from jmss.model.schedules import PreparedJob
from jmss.texts import Texts

AROUND = Around(
    roles=("starter", "operator", "administrator"), queues={"NIGHT"}, machines={"VCOM2"}
)
JOB = PreparedJob(name="backup", command="backup {db} {days}", queue="NIGHT")
DB = Parameter(name="db", type=ParameterType.CHOICE, choices=("DB1", "DB2"), default="DB1")
DAYS = Parameter(name="days", type=ParameterType.NUMBER, least=1, most=31, default="7")
BACKUP = Entry(id="backup", title="バックアップ", job=JOB, parameters=(DB, DAYS))
MENU = Menu(entries=(Entry(id="night", title="夜間", entries=(BACKUP,)),))


def said(menu: Menu) -> list[str]:
    return [fault.located(Texts("en")) for fault in menu_faults(menu, AROUND)]


def with_entry(**fields: object) -> Menu:
    changed = msgspec.structs.replace(BACKUP, **fields)
    return Menu(entries=(Entry(id="night", title="夜間", entries=(changed,)),))


def with_job(**fields: object) -> Menu:
    return with_entry(job=msgspec.structs.replace(JOB, **fields))


def with_db(**fields: object) -> Menu:
    return with_entry(parameters=(msgspec.structs.replace(DB, **fields), DAYS))


def with_days(**fields: object) -> Menu:
    return with_entry(parameters=(DB, msgspec.structs.replace(DAYS, **fields)))


def test_a_good_menu_and_an_empty_one() -> None:
    assert said(MENU) == []
    assert said(Menu()) == []


TEXT = Parameter(name="db")


@pytest.mark.parametrize(
    ("menu", "told"),
    [
        (with_entry(id=""), "night/?: id: It is missing"),
        (with_entry(title="a\nb"), "night/backup: title: It must be one line"),
        (with_entry(note="x" * 4001), "night/backup: note: It is too long: it may have 4000"),
        (with_entry(id="night"), "night: id: The id night is there 2 times"),
        (with_entry(role="viewer"), "night/backup: role: There is no role viewer that may start"),
        (with_entry(entries=(Entry(id="x", title="x"),)), "a folder has no job of its own"),
        (with_entry(job=None, parameters=()), ""),
        (with_entry(job=None), "night/backup: parameters: It has no job, so it is a folder"),
        (with_entry(job=None, parameters=(), confirm="?"), "confirm: It has no job"),
        (with_job(name=""), "night/backup: job.name: It is missing"),
        (with_job(queue=""), "night/backup: job.queue: Name the job queue"),
        (with_job(queue="DAY"), "night/backup: job.queue: There is no job queue DAY. There are: N"),
        (with_job(wanted_machine="VCOM9"), "job.wanted_machine: There is no execution machine VC"),
        (with_job(command="backup '{db}' {days}"), "job.command: {db} cannot be put in safely: it"),
        (with_job(command="backup {db} {days} {x}"), "job.command: {x} is no parameter"),
        (with_job(command="backup {db}"), "parameters.days.name: The command has no {days}"),
        (with_job(command="\0{db}{days}"), "job.command: It holds the character NUL"),
        (with_job(command="x" * 16001), "job.command: It is too long"),
        (with_db(choices=()), "parameters.db.choices: There is nothing to choose from"),
        (with_db(choices=("a", "a"), default=""), "The choice a is there 2 times"),
        (with_db(choices=(" ",), default=""), "A choice is one line"),
        (with_db(default="DB9"), "parameters.db.default: db is DB9: choose one of DB1, DB2."),
        (with_db(least=1), "parameters.db.least: Only a number"),
        (with_db(pattern="x"), "parameters.db.pattern: Only a text"),
        (with_db(label="a\tb"), "parameters.db.label: It must be one line"),
        (with_days(default="32"), "parameters.days.default: days is 32: it must be at most 31."),
        (with_days(least=32), "parameters.days.least: The least, 32, is greater than the most, 31"),
        (with_days(most=float("inf")), "parameters.days.least: The least and the most are numbers"),
        (with_days(choices=("1",)), "parameters.days.choices: Only a choice"),
        (with_entry(parameters=(DB, DB, DAYS)), "parameters.db.name: Two parameters"),
        (
            with_entry(parameters=(msgspec.structs.replace(TEXT, pattern="(a"), DAYS)),
            "parameters.db.pattern: The pattern cannot be used: a bracket is not closed (char",
        ),
        (
            with_entry(parameters=(msgspec.structs.replace(TEXT, pattern="(a{99}){99}"), DAYS)),
            "parameters.db.pattern: The pattern cannot be used: its repeats make it too long.",
        ),
    ],
)
def test_each_fault_has_its_words_and_its_place(menu: Menu, told: str) -> None:
    everything = "\n".join(said(menu))
    assert told in everything
    assert bool(everything) == bool(told)


def test_a_parameter_s_name_can_stand_in_a_command() -> None:
    for name in ("", "1a", "a-b", "a b", "x" * 41):
        assert "A name has letters" in "\n".join(said(with_db(name=name)))


def test_a_broken_pattern_is_told_once_and_not_held_against_the_default() -> None:
    broken = msgspec.structs.replace(TEXT, pattern="(a", default="x")
    assert len(said(with_entry(parameters=(broken, DAYS)))) == 1


def test_everything_at_once_with_the_entry_that_it_is_about() -> None:
    bad = msgspec.structs.replace(BACKUP, title="", role="nobody")
    faults = menu_faults(Menu(entries=(bad, Entry(id="x", title=""))), AROUND)
    assert [(fault.entry, fault.place) for fault in faults] == [
        ("backup", "backup: title"),
        ("backup", "backup: role"),
        ("x", "x: title"),
    ]
    assert sum("It is missing" in str(one) for one in as_sayings(faults)) == 2
    assert str(as_sayings(faults * 4)[-1]) == "(and 4 more)"


def test_the_limits() -> None:
    wide = Menu(entries=tuple(Entry(id=f"e{n}", title="t") for n in range(2001)))
    assert said(wide) == ["The menu may have 2000 entries."]
    deep = Entry(id="e0", title="t")
    for n in range(1, 9):
        deep = Entry(id=f"e{n}", title="t", entries=(deep,))
    assert ["It is too deep" in one for one in said(Menu(entries=(deep,)))] == [True]
    large = Menu(entries=tuple(Entry(id=f"e{n}", title="t", note="x" * 4000) for n in range(260)))
    assert said(large) == ["The menu is too large: it may have 1000000 bytes."]
    many = tuple(Parameter(name=f"p{n}") for n in range(41))
    assert any("40 parameters" in one for one in said(with_entry(parameters=many)))
    choices = tuple(map(str, range(201)))
    assert any("200 choices" in one for one in said(with_db(choices=choices, default="1")))


def test_patterns_that_would_hold_the_server_up_are_refused_before_they_are_tried() -> None:
    heavy = tuple(
        Parameter(name=f"p{n}", pattern="(.?){130}", default="a" * 200) for n in range(40)
    )
    command = " ".join(f"{{p{n}}}" for n in range(40))
    job = msgspec.structs.replace(JOB, command=command)
    entries = tuple(Entry(id=f"e{n}", title="t", job=job, parameters=heavy) for n in range(80))
    began = time.process_time()
    assert said(Menu(entries=entries)) == [
        "The patterns of the menu are too much together: make them shorter."
    ]
    assert time.process_time() - began < 5.0


def test_queues_that_are_not_known_are_not_looked_at() -> None:
    elsewhere = msgspec.structs.replace(JOB, queue="DAY", wanted_machine="VCOM9")
    entry = msgspec.structs.replace(BACKUP, job=elsewhere)
    assert list(entry_faults(entry, Around(roles=AROUND.roles))) == []


def test_walking() -> None:
    assert [titles(way) for way in each(MENU.entries)] == ["夜間", "夜間 › バックアップ"]
    way = way_to(MENU.entries, "backup")
    assert [entry.id for entry in way] == ["night", "backup"]
    assert [is_folder(entry) for entry in way] == [True, False]
    assert way_to(MENU.entries, "nothing") == ()
