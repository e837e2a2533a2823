# SPDX-License-Identifier: GPL-3.0-or-later
"""``jsched`` against a real server: schedules and calendars, without a window."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from jmss.commands.jsched import jsched
from jmss.texts import Texts
from tests.fakes.jmssd import ADDRESS, Jmssd, running_jmssd

JOB = {"name": "close", "command": "true", "queue": "NIGHT"}
NIGHTLY = {
    "name": "nightly",
    "cron": "30 18 * * 1-5",
    "jobs": [JOB],
    "note": "all stores",
}
WORKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jmssd]:
    with running_jmssd(tmp_path_factory.mktemp("jsched") / "cluster") as jmssd:
        yield jmssd


class Desk:
    """Whoever types ``jsched`` here."""

    def __init__(self, server: Jmssd, folder: Path) -> None:
        self._options = ["--server", f"{ADDRESS}:{server.port}", "--timeout", "5", "--user", "ueda"]
        self.folder = folder

    def __call__(self, *words: str, code: int = 0, language: str = "en") -> Result:
        done = CliRunner().invoke(
            jsched(Texts(language)), [*words, *self._options], prog_name="jsched"
        )
        assert done.exit_code == code, done.output
        return done

    def data(self, *words: str, code: int = 0) -> Any:
        return json.loads(self(*words, "--json", code=code).stdout)

    def file(self, name: str, content: object) -> str:
        path = self.folder / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return str(path)


@pytest.fixture
def desk(server: Jmssd, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(server, tmp_path)
    yield desk
    for entry in desk.data("list")["schedules"]:
        desk("remove", entry["schedule"]["name"])
    for entry in desk.data("calendar", "list")["calendars"]:
        desk("calendar", "remove", entry["calendar"]["name"])


def test_where_there_is_nothing_it_says_so(desk: Desk) -> None:
    assert desk("list").stdout == "There are no schedules yet.\n"
    assert desk("calendar", "list").stdout == "There are no calendars yet.\n"
    assert "There is no schedule nightly" in desk("show", "nightly", code=1).stderr


def test_a_schedule_from_its_file_to_its_end(desk: Desk) -> None:
    put = desk.data("put", desk.file("s.json", NIGHTLY))
    assert (put["schedule"], put["revision"]) == ("nightly", 1)
    (line,) = desk("list").stdout.splitlines()[1:]
    assert line.startswith("nightly   Enabled  20")
    assert "18:30:00  -         at 18:30 / on Mon, Tue, Wed, Thu, Fri / time of" in line
    shown = desk("show", "nightly").stdout
    assert "Schedule nightly, revision 1" in shown
    assert "Jobs of ueda:\n  close: NIGHT: true\nall stores\n" in shown
    times = desk("next", "nightly", "--count", "3").stdout.splitlines()
    assert [time[-8:] for time in times] == ["18:30:00"] * 3
    told = desk.data("next", "nightly", "--count", "2")
    assert [one["utc"][-14:] for one in told["next"]] == ["09:30:00+00:00"] * 2
    assert "nightly is disabled" in desk("disable", "nightly").stdout
    assert desk("next", "nightly").stdout == "It is not due any more.\n"
    assert "nightly is enabled" in desk("enable", "nightly").stdout
    assert "was removed" in desk("remove", "nightly").stdout
    desk("show", "nightly", code=1)


def test_a_run_by_hand_is_in_the_history(desk: Desk) -> None:
    desk("put", desk.file("s.json", NIGHTLY))
    assert desk("history", "nightly").stdout == "It has not been due yet.\n"
    number = int(desk("run", "nightly").stdout)
    (run,) = desk.data("history", "nightly")["runs"]
    assert (run["jobs"], run["by"], run["outcome"]) == ([number], "ueda", "submitted")
    assert f"0.0 s  Submitted  {number}" in desk("history", "nightly").stdout


def test_what_is_shown_can_be_put_again(desk: Desk) -> None:
    desk("put", desk.file("s.json", NIGHTLY))
    shown = desk.data("show", "nightly")
    assert desk.data("put", desk.file("again.json", shown))["revision"] == 2


def test_nobody_writes_over_what_he_has_not_seen(desk: Desk) -> None:
    file = desk.file("s.json", NIGHTLY)
    desk("put", file)
    assert "was changed meanwhile" in desk("put", file, code=1).stderr
    assert desk.data("put", file, "--over")["revision"] == 2
    assert desk.data("put", desk.file("n.json", NIGHTLY | {"name": "new"}), "--over")["revision"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "truncated"),
        ({"name": "a", "jobs": 7}, "$.jobs"),
        ({"name": "a", "k": "calendar"}, "$.k"),
        (NIGHTLY | {"crom": "* * * * *"}, "there is no field $.crom"),
        (NIGHTLY | {"jobs": [JOB | {"prio": 1}]}, "$.jobs[0].prio"),
    ],
)
def test_a_file_that_is_no_schedule(desk: Desk, content: object, words: str) -> None:
    done = desk("put", desk.file("s.json", content), code=2)
    assert words in done.stderr
    assert "Nothing was changed" in done.stderr


def test_a_file_that_is_not_there(desk: Desk) -> None:
    assert "away.json" in desk("put", str(desk.folder / "away.json"), code=2).stderr


def test_a_schedule_that_makes_no_sense_is_refused(desk: Desk) -> None:
    file = desk.file("s.json", NIGHTLY | {"cron": "daily"})
    done = desk("put", file, code=1)
    assert "Times (cron) is daily: five fields" in done.stderr
    error = desk.data("put", file, code=1)["error"]
    assert (error["code"], error["fields"]["field"]) == ("BadValue", "cron")


def test_a_calendar_and_who_uses_it(desk: Desk) -> None:
    days = desk.file("days.csv", "日付,区分\n2026-12-29,休業\n2027-01-04,営業日\n")
    assert "bank is at revision 1" in desk("calendar", "import", days, "--name", "bank").stdout
    used = NIGHTLY | {"calendar": "bank", "shift": "skip"}
    desk("put", desk.file("s.json", used))
    line = desk("calendar", "list").stdout.splitlines()[1]
    assert line.split() == ["bank", *WORKDAYS, "JP", "1", "1", "nightly"]
    assert "used by these schedules: nightly" in desk("calendar", "remove", "bank", code=1).stderr
    assert "Closed: 2026-12-29\nOpen: 2027-01-04\n" in desk("calendar", "show", "bank").stdout
    shown = desk.data("calendar", "show", "bank")
    file = desk.file("bank.json", shown | {"weekdays": "1111110"})
    assert desk.data("calendar", "put", file)["revision"] == 2


def test_more_days_go_along_with_those_that_are_there_or_take_their_place(desk: Desk) -> None:
    first = desk.file("a.csv", "2026-12-29\n2026-12-30\n")
    second = desk.file("b.csv", "2026-12-30,open\n2026-12-31,closed\n")
    desk("calendar", "import", first, "--name", "bank")
    desk("calendar", "import", second, "--name", "bank")
    shown = desk.data("calendar", "show", "bank")
    assert (shown["closed"], shown["open"]) == (["2026-12-29", "2026-12-31"], ["2026-12-30"])
    desk("calendar", "import", first, "--name", "bank", "--replace")
    assert "open" not in desk.data("calendar", "show", "bank")


def test_every_fault_of_a_file_is_told_and_nothing_taken(desk: Desk) -> None:
    file = desk.file("days.csv", "2026-02-30\n2026-12-31,shut\n")
    done = desk("calendar", "import", file, "--name", "bank", code=2)
    assert "Line 1, field 1: “2026-02-30”: a day is expected" in done.stderr
    assert "Line 2, field 2: “shut”: closed or open" in done.stderr
    faults = desk.data("calendar", "import", file, "--name", "bank", code=2)["faults"]
    assert [(one["line"], one["column"]) for one in faults] == [(1, 1), (2, 2)]
    assert desk("calendar", "list").stdout == "There are no calendars yet.\n"


def test_it_speaks_japanese(desk: Desk) -> None:
    desk("put", desk.file("s.json", NIGHTLY))
    assert "nightly" in desk("list", language="ja").stdout


def test_a_server_that_is_away_is_3() -> None:
    words = ["list", "--server", "127.0.0.1:1", "--timeout", "0.1", "--user", "ueda"]
    line = [sys.executable, "-m", "jmss.commands.jsched", *words]
    assert subprocess.run(line, capture_output=True, check=False).returncode == 3
