# SPDX-License-Identifier: GPL-3.0-or-later
"""The command behind JClusterEnv's window, whatever becomes of it."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from jlook_client.apps.environment_orders import (
    Answer,
    EnvironmentOrders,
    OrderFailed,
    read_answer,
)
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import figure
from jmss.cluster.toml import write_toml
from jmss.errors import BadSettings, ClusterDown, JmssError, NoSuchNode
from jmss.model.environment_list import EnvironmentList

LONGEST_MS = 15_000


class Heard:
    """What the orders told."""

    def __init__(self, orders: EnvironmentOrders) -> None:
        self.lists: list[EnvironmentList] = []
        self.failures: list[JmssError] = []
        orders.listed.connect(self.lists.append)
        orders.failed.connect(self.failures.append)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folders = ClusterFolders(tmp_path)
    write_toml(folders.layout, figure())
    for group in figure().groups:
        folders.drive(group.name).mkdir(parents=True)
    return tmp_path


@pytest.fixture
def orders(qtbot: QtBot, root: Path) -> Iterator[EnvironmentOrders]:
    made = EnvironmentOrders(root)
    yield made
    made.end()


def test_it_follows_and_acts(qtbot: QtBot, orders: EnvironmentOrders) -> None:
    heard, answers = Heard(orders), list[Answer]()
    orders.follow("SV2")
    qtbot.waitUntil(lambda: heard.lists != [], timeout=LONGEST_MS)
    assert heard.lists[0].node == "SV2"
    orders.order("--set", "VCOM4", "--type", "none", done=answers.append)
    qtbot.waitUntil(lambda: answers != [], timeout=LONGEST_MS)
    (after,) = answers
    assert isinstance(after, EnvironmentList)
    mark = after.fingerprint
    qtbot.waitUntil(lambda: heard.lists[-1].fingerprint == mark, timeout=LONGEST_MS)


def test_what_is_refused_comes_as_an_error_of_ours(
    qtbot: QtBot, orders: EnvironmentOrders, tmp_path: Path
) -> None:
    answers = list[Answer]()
    file = tmp_path / "x.csv"
    file.write_text("Virtual computer,Server type\n")
    orders.follow("SV1")
    orders.order("--load", str(file), done=answers.append)
    qtbot.waitUntil(lambda: answers != [], timeout=LONGEST_MS)
    (failure,) = answers
    assert isinstance(failure, OrderFailed)
    assert isinstance(failure.error, BadSettings)
    assert [(fault.line, fault.column) for fault in failure.faults] == [(1, 3)] * 4


def test_a_node_that_is_none_and_a_cluster_that_is_gone(
    qtbot: QtBot, orders: EnvironmentOrders, root: Path
) -> None:
    heard = Heard(orders)
    orders.follow("SV9")
    qtbot.waitUntil(lambda: len(heard.failures) > 1, timeout=LONGEST_MS)
    assert {type(error) for error in heard.failures} == {NoSuchNode}
    orders.follow("SV1")
    qtbot.waitUntil(lambda: heard.lists != [], timeout=LONGEST_MS)
    (root / "cluster.toml").unlink()
    qtbot.waitUntil(lambda: isinstance(heard.failures[-1], ClusterDown), timeout=LONGEST_MS)


def test_a_look_that_is_killed_begins_again(qtbot: QtBot, orders: EnvironmentOrders) -> None:
    heard = Heard(orders)
    orders.follow("SV1")
    qtbot.waitUntil(lambda: heard.lists != [], timeout=LONGEST_MS)
    os.kill(orders.follower, signal.SIGKILL)
    qtbot.waitUntil(lambda: heard.failures != [], timeout=LONGEST_MS)
    seen = len(heard.lists)
    qtbot.waitUntil(lambda: len(heard.lists) > seen, timeout=LONGEST_MS)


@pytest.mark.parametrize(
    ("code", "said", "told", "why"),
    [
        (1, "", "Traceback: it broke", "it broke"),
        (9, "", "", "exit status 9"),
        (0, "no json", "", "exit status 0"),
        (0, '{"error": 3}', "", "exit status 0"),
        (0, "[]", "", "exit status 0"),
        (0, '{"node": "SV1"}', "", "exit status 0"),
        (2, '{"error": {"code": "Usage", "fields": {}, "text": "what?"}}', "", "what"),
    ],
)
def test_what_the_command_may_say(code: int, said: str, told: str, why: str) -> None:
    answer = read_answer(code, said, told)
    assert isinstance(answer, OrderFailed)
    assert why in str(answer.error)
