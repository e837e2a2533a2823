# SPDX-License-Identifier: GPL-3.0-or-later
"""The CSV file of a node's settings (manual 2.2 ⑪, ②)."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jmss.cluster.environment_csv import (
    HEADINGS,
    MOST_BYTES,
    CsvFault,
    environment_as_csv,
    read_csv,
)
from jmss.errors import JmssError
from jmss.model.machines import ServerType
from jmss.model.service_environment import ServiceEnvironment, read_setting, recommended_setting
from jmss.model.storage_folders import PURPOSES, Purpose, storage_folder

DRIVES = {"VCOM1": "I:", "VCOM2": "J:", "VCOM3": "K:"}
SERVER, MACHINE = ServerType.JMSS_SERVER, ServerType.EXECUTION_MACHINE
USUAL = ServiceEnvironment(
    computers=(
        recommended_setting("VCOM1", SERVER, "I:"),
        recommended_setting("VCOM2", MACHINE, "J:"),
        recommended_setting("VCOM3", None, "K:"),
    )
)
JAPANESE = f"""{",".join(HEADINGS["ja"])}
VCOM1,JMSSサーバ,I:/log,I:/output,I:/queue,I:/schedule
VCOM2,稼働マシン,J:/log,,,
VCOM3,なし,,,,
"""


def places(faults: tuple[CsvFault, ...]) -> list[tuple[int, int]]:
    return [(fault.line, fault.column) for fault in faults]


def test_the_file_is_as_excel_wants_it() -> None:
    data = environment_as_csv(USUAL, "ja")
    assert data.startswith(codecs.BOM_UTF8)
    assert data.decode("utf-8-sig") == JAPANESE.replace("\n", "\r\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_what_editors_make_of_it_is_read(encoding: str, ending: str) -> None:
    assert read_csv(JAPANESE.replace("\n", ending).encode(encoding), DRIVES) == (USUAL, ())


def test_the_columns_may_stand_in_any_order_and_in_either_language() -> None:
    schedule, queue = HEADINGS["ja"][5], "Job queue folder"
    text = f"""Server type,VIRTUAL COMPUTER,{schedule},Log folder,{queue},Standard output folder
ＪＭＳＳサーバ,VCOM1,i:\\schedule,I:\\log\\,I:/queue,I:/output
none,VCOM3
,,
execution_machine,VCOM2,,J:/log
"""
    assert read_csv(text.encode(), DRIVES) == (USUAL, ())


folder_names = st.text(min_size=1, max_size=12)


@st.composite
def environments(draw: st.DrawFn) -> ServiceEnvironment:
    server = draw(st.sampled_from(sorted(DRIVES)))
    computers = []
    for name, drive in DRIVES.items():
        kind = SERVER if name == server else draw(st.sampled_from([MACHINE, None]))
        folders = {}
        for purpose in PURPOSES[kind]:
            folder = f"{drive}/{purpose}x/{draw(folder_names)}"
            try:
                folders[purpose] = storage_folder(folder, drive)
            except JmssError:
                folders[purpose] = f"{drive}/{purpose}"
        setting, faults = read_setting(name, kind, folders, drive)
        assert not faults
        computers.append(setting)
    return ServiceEnvironment(computers=tuple(computers))


@given(environments(), st.sampled_from(["ja", "en"]))
def test_what_was_saved_is_loaded_exactly(environment: ServiceEnvironment, language: str) -> None:
    data = environment_as_csv(environment, language)
    again, faults = read_csv(data, DRIVES)
    assert (again, faults) == (environment, ())
    assert again.fingerprint == environment.fingerprint
    assert environment_as_csv(again, language) == data


@given(st.binary(max_size=300))
def test_whatever_is_in_a_file_has_an_answer(data: bytes) -> None:
    header = environment_as_csv(ServiceEnvironment(computers=()), "en")
    for each in (data, header + data):
        _, faults = read_csv(each, DRIVES)
        assert faults
        assert all(fault.line >= 1 and fault.column >= 1 and str(fault.error) for fault in faults)


def test_every_faulty_row_is_told_at_once() -> None:
    no_such_folder = "a virtual computer of this server type has no such folder"
    text = f"""{",".join(HEADINGS["en"])}
VCOM9,JMSS server,I:/log
VCOM1,master,I:/log

VCOM2,Execution machine,I:/log,J:/output
VCOM2,none
VCOM2,none,,,,,more
"""
    _, faults = read_csv(text.encode(), DRIVES)
    assert [(f.line, f.column, str(f.error)) for f in faults] == [
        (2, 1, "“VCOM9”: the cluster has no such virtual computer"),
        (3, 2, "“master”: the server type is JMSSサーバ, 稼働マシン or なし (none)"),
        (5, 3, "The folder I:/log is not on the switching drive J:; choose one there."),
        (5, 4, f"J:/output cannot be a storage folder: {no_such_folder}."),
        (6, 1, "“VCOM2”: this virtual computer is there twice"),
        (7, 1, "“VCOM2”: this virtual computer is there twice"),
        (7, 7, "“more”: there is no heading over this field"),
        (8, 1, "“VCOM3”: this virtual computer is missing"),
    ]


def test_there_is_exactly_one_server() -> None:
    two = JAPANESE.replace("稼働マシン,J:/log,,,", "JMSSサーバ,J:/log,J:/o,J:/q,J:/s")
    _, faults = read_csv(two.encode(), DRIVES)
    assert places(faults) == [(3, 2)]
    none = JAPANESE.replace("JMSSサーバ,I:/log,I:/output,I:/queue,I:/schedule", "なし,,,,")
    _, faults = read_csv(none.encode(), DRIVES)
    assert places(faults) == [(5, 2)]
    assert "there is none" in str(faults[0].error)


@pytest.mark.parametrize(
    ("header", "places_of_faults"),
    [
        ("VCOM1,JMSS server", [(1, 1), (1, 2), *[(1, 3)] * 6]),
        (",".join((*HEADINGS["en"][:5], HEADINGS["ja"][0])), [(1, 6), (1, 7)]),
        (",".join(HEADINGS["en"][1:]), [(1, 6)]),
    ],
)
def test_headings_that_are_wrong(header: str, places_of_faults: list[tuple[int, int]]) -> None:
    _, faults = read_csv(f"{header}\nVCOM1,x\n".encode(), DRIVES)
    assert places(faults) == places_of_faults


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (JAPANESE.encode("utf-16"), "neither UTF-8 nor CP932"),
        (b"a" * (MOST_BYTES + 1), "too large"),
    ],
)
def test_a_file_that_is_no_table(data: bytes, why: str) -> None:
    environment, (fault,) = read_csv(data, DRIVES)
    assert environment.computers == ()
    assert why in str(fault.error)


def test_quotation_marks_that_do_not_fit_leave_the_other_rows_readable() -> None:
    text = JAPANESE.replace("VCOM2,稼働マシン", '"VCOM2"x,稼働マシン')
    _, faults = read_csv(text.encode(), DRIVES)
    assert places(faults) == [(3, 1), (5, 1)]
    assert Purpose.LOG in USUAL.computers[1].folders
