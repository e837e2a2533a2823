# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a node as one thing (manual S6)."""

import pytest

from jmss.errors import TwoServers
from jmss.model.machines import ServerType
from jmss.model.service_environment import (
    ComputerSetting,
    ServiceEnvironment,
    read_setting,
    recommended_setting,
)
from jmss.model.storage_folders import Purpose

SERVER, MACHINE = ServerType.JMSS_SERVER, ServerType.EXECUTION_MACHINE


def environment(*types: ServerType | None) -> ServiceEnvironment:
    computers = (
        recommended_setting(f"VCOM{n}", kind, f"{'HIJKL'[n]}:") for n, kind in enumerate(types, 1)
    )
    return ServiceEnvironment(computers=tuple(computers))


def test_the_fingerprint_is_that_of_what_is_set_in_whatever_order() -> None:
    one = environment(SERVER, MACHINE, None)
    other = ServiceEnvironment(computers=one.computers[::-1])
    assert one.fingerprint == other.fingerprint
    assert len(one.fingerprint) == 12
    assert one.fingerprint != environment(SERVER, MACHINE, MACHINE).fingerprint
    changed = one.with_setting(recommended_setting("VCOM3", MACHINE, "K:"))
    assert changed == environment(SERVER, MACHINE, MACHINE)


def test_a_setting_that_was_not_there_is_added() -> None:
    one = environment(SERVER)
    more = one.with_setting(recommended_setting("VCOM2", MACHINE, "J:"))
    assert [each.name for each in more.computers] == ["VCOM1", "VCOM2"]
    assert one.of("VCOM2") is None


@pytest.mark.parametrize("types", [(), (MACHINE, None), (SERVER, SERVER)])
def test_there_is_exactly_one_server(types: tuple[ServerType | None, ...]) -> None:
    with pytest.raises(TwoServers, match="exactly one"):
        environment(*types).check_server()
    assert environment(MACHINE, SERVER).check_server() == "VCOM2"


def test_a_setting_that_a_person_wrote() -> None:
    setting, faults = read_setting("VCOM2", MACHINE, {Purpose.LOG: "j:\\logs"}, "J:")
    assert setting == ComputerSetting(name="VCOM2", server_type=MACHINE, log="J:/logs")
    assert faults == {}
    assert setting.folders == {Purpose.LOG: "J:/logs"}
    setting, faults = read_setting("VCOM2", MACHINE, {Purpose.LOG: "I:/logs"}, "J:")
    assert (setting.log, set(faults)) == ("", {Purpose.LOG})
    setting, faults = read_setting("VCOM2", None, {}, "J:")
    assert (setting, faults) == (ComputerSetting(name="VCOM2"), {})
