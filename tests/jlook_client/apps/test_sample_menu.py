# SPDX-License-Identifier: GPL-3.0-or-later
"""The out-of-the-box cluster has a menu from its first day on, and keeps what becomes of it."""

import asyncio
from pathlib import Path

import pytest

from jlook_client.apps.sample_menu import SampleMenu
from jlook_client.mirror import Mirror
from jlook_client.shadow import Shadow
from jmss.access.roles import STARTING_ROLES
from jmss.menu.check import Around, menu_faults
from jmss.menu.menu_file import read
from jmss.menu.starting import start_of
from jmss.menu.tree import each, is_folder
from jmss.model.changes import Fact, Position
from jmss.model.menu import Menu
from jmss.model.operations import Operation, PutDocument
from jmss.resources import resource_folder
from jmss.server.first_queues import SHARED
from tests.fakes.desk_link import down, up
from tests.fakes.fake_line import FakeDialler
from tests.fakes.fake_line_connection import connection_over


def written_at(role: str, *facts: Fact) -> list[Operation]:
    """Give what is asked when the link comes up, goes and comes again."""

    async def story() -> list[Operation]:
        mirror = Mirror()
        connection = connection_over(FakeDialler(), mirror)
        asked: list[Operation] = []
        connection.ask = lambda operation, _told: not asked.append(operation)  # type: ignore[method-assign]
        sample = SampleMenu(connection, mirror, "ja")
        sample.link_changed(up())
        assert asked == []  # nothing is known yet
        connection._role = role
        shadow = Shadow()
        shadow.add(facts)
        mirror.swap(shadow, Position("e", 1, 1))
        for view in (down(), up(), down(), up()):
            sample.link_changed(view)
        return asked

    return asyncio.run(story())


def test_an_empty_board_gets_one() -> None:
    (put,) = written_at("administrator")
    assert isinstance(put, PutDocument)
    assert isinstance(put.document, Menu)
    assert put.document.revision == 0
    assert put.document.entries


def test_one_that_is_there_stays() -> None:
    assert written_at("administrator", Menu(revision=2)) == []


def test_who_may_not_write_it_does_not_try() -> None:
    assert written_at("operator") == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_samples_can_hold_and_be_started(language: str) -> None:
    what = read((Path(resource_folder()) / "samples" / f"menu.{language}.json").read_bytes())
    assert what.menu is not None
    assert what.revision == 0
    assert menu_faults(what.menu, Around(roles=STARTING_ROLES, queues=SHARED)) == []
    entries = [way[-1] for way in each(what.menu.entries) if not is_folder(way[-1])]
    values = {"day": "2026-11-20", "file": "sales_11.csv"}
    for entry in entries:
        known = {one.name for one in entry.parameters} & set(values)
        assert start_of(entry, {name: values[name] for name in known}).faults == ()
