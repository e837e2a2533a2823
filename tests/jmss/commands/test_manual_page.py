# SPDX-License-Identifier: GPL-3.0-or-later
"""A manual page says what ``--help`` says, and no word of it is an order to troff."""

import argparse

import click

from jmss.commands.manual_page import About, click_page, exit_codes, parser_page
from jmss.texts import Texts

ABOUT = About(name="jbox", version="1.2", others=("jbox", "jlid", "jtop"))
EPILOG = "Exit codes: 0 done; 1 refused; for good, too; 130 interrupted."


def box() -> click.Command:
    return click.Command(
        "jbox",
        help="Open the box. It is\n  deep.\n\n.dots and \\slashes are words.",
        epilog=EPILOG,
        params=[
            click.Argument(["lid"], metavar="LID"),
            click.Option(["--root"], envvar="BOX_ROOT", metavar="FOLDER", help="'tis its folder."),
        ],
    )


def test_a_page_has_the_words_of_its_command() -> None:
    lines = click_page(box(), ABOUT, Texts("en")).splitlines()
    assert lines[0] == '.TH JBOX 1 "" "JLook 1.2" "JLook"'
    assert lines[lines.index('.SH "NAME"') + 1] == "jbox \\- Open the box"
    assert lines[lines.index(".B jbox") + 1] == "[OPTIONS] LID"
    assert "Open the box. It is deep." in lines
    assert lines[lines.index(".B \\-\\-root FOLDER") + 1] == "\\&'tis its folder."
    assert "\\&.dots and \\eslashes are words." in lines
    assert lines[lines.index(".B BOX_ROOT") + 1] == "\\-\\-root"
    assert lines[-2:] == [".BR jlid (1),", ".BR jtop (1)"]


def test_exit_codes_are_told_one_by_one() -> None:
    assert exit_codes(EPILOG) == [
        ("0", "done"),
        ("1", "refused; for good, too"),
        ("130", "interrupted"),
    ]
    assert exit_codes("終了コード：0 完了、1 拒否。") == [("0", "完了"), ("1", "拒否")]
    assert exit_codes("Nothing of the kind.") == []
    page = click_page(box(), ABOUT, Texts("en"))
    assert ".B 130\ninterrupted\n" in page


def test_each_command_of_a_group_has_its_own_part() -> None:
    inner = click.Command("shut", help="Shut it.", epilog="Exit codes: 0 done; 4 torn.")
    group = click.Group("jbox", {"shut": inner}, help="Boxes.", epilog=EPILOG)
    lines = click_page(group, ABOUT, Texts("en")).splitlines()
    assert lines[lines.index('.SS "jbox shut"') + 1] == "Shut it."
    assert ".B 4" in lines
    assert lines.count(".B 0") == 2, "each epilog in full"


def test_japanese_lines_can_be_broken_but_not_before_a_full_stop() -> None:
    command = click.Command("jbox", help="箱を開けます。次に「蓋」を。")
    page = click_page(command, ABOUT, Texts("ja"))
    assert "箱\\:を\\:開\\:け\\:ま\\:す。\\:次\\:に\\:「蓋」\\:を。" in page
    assert '.SH "名\\:前"' in page


def test_a_command_with_a_parser_of_its_own_has_a_page_too() -> None:
    parser = argparse.ArgumentParser("jbox", description="Serve. Always.", epilog=EPILOG)
    parser.add_argument("--node", required=True, metavar="SV1", help="where")
    lines = parser_page(parser, ABOUT, Texts("en")).splitlines()
    assert "jbox [\\-h] \\-\\-node SV1" in lines
    assert "  \\-\\-node SV1  where" in lines
    assert ".B 130" in lines
