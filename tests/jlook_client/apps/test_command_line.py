# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of JLook, as far as it goes without a window."""

from click.testing import CliRunner

from jlook_client.apps.command_line import main


def test_a_wrong_address_is_told_before_any_window_opens() -> None:
    result = CliRunner().invoke(main, ["jmss://VCOM1:99999"])
    assert result.exit_code == 2
    assert "99999 is no TCP port" in result.output


def test_server_and_profile_exclude_each_other() -> None:
    result = CliRunner().invoke(main, ["VCOM1", "--profile", "night"])
    assert result.exit_code == 2
    assert "exclude each other" in result.output


def test_a_profile_that_is_not_known_is_told() -> None:
    result = CliRunner().invoke(main, ["--profile", "night"])
    assert result.exit_code == 2
    assert "knows no server of the name night" in result.output
