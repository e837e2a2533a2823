# SPDX-License-Identifier: GPL-3.0-or-later
"""When the JMSS server came to another node."""

from jlook_client.tables.minute_words import takeover_text
from jlook_client.tables.takeovers import ServerTakeover, server_takeovers
from jmss.model.machines import Ending, Placement
from jmss.texts import Texts
from tests.fakes.desk_board import NOON, a_machine

MACHINES = {"VCOM1": a_machine("VCOM1", "SV1"), "VCOM2": a_machine("VCOM2")}


def stay(inc: int, node: str, name: str = "VCOM1", ending: Ending = Ending.NONE) -> Placement:
    began = NOON + 100.0 * inc
    return Placement(virtual_computer=name, incarnation=inc, node=node, began=began, ending=ending)


def test_each_new_stay_of_the_server_but_the_first() -> None:
    stays = [
        stay(3, "SV1", ending=Ending.NONE),
        stay(1, "SV1", ending=Ending.FAILED),
        stay(2, "SV2", ending=Ending.MOVED),
        stay(1, "SV2", "VCOM2", Ending.FAILED),
        stay(2, "SV3", "VCOM2"),
    ]
    found = server_takeovers(MACHINES, stays)
    assert found == [
        ServerTakeover(NOON + 200.0, "VCOM1", "SV1", "SV2", Ending.FAILED),
        ServerTakeover(NOON + 300.0, "VCOM1", "SV2", "SV1", Ending.MOVED),
    ]
    told = [takeover_text(one, Texts("en"), NOON + 86_400 * 2) for one in found]
    assert told[0].startswith("VCOM1 failed on SV1; SV2 took over at ")
    assert told[1].startswith("VCOM1 moved from SV2 to SV1 at ")
