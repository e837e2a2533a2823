# SPDX-License-Identifier: GPL-3.0-or-later
"""The output of a real job on screen and in a file, while the node of its server is killed."""

from pathlib import Path

import pytest
from PyQt6.QtWidgets import QApplication, QFileDialog

from jlook_client.apps.cluster_menu import GROUPS
from jlook_client.apps.desk import Desk, Wishes
from jlook_client.apps.drill import free_port
from jlook_client.apps.machine_room import MachineRoom
from jlook_client.apps.run import ADDRESSES
from jlook_client.apps.waiting import until
from jlook_client.settings import SettingsFile, Theme
from jlook_client.views.job_output import JobOutput
from jmss.link.view import LinkState
from jmss.model.jobs import JobState
from jmss.model.operations import Submit
from jmss.settings import Site
from tests.fakes.desk_story import play_beside

LINES = 400
COMMAND = f"for n in $(seq 1 {LINES}); do echo line $n; echo warning $n >&2; sleep 0.03; done"


def told(word: str) -> str:
    return "".join(f"{word} {n}\n" for n in range(1, LINES + 1))


@pytest.mark.slow
def test_not_a_byte_is_lost_or_doubled(qapp: QApplication, tmp_path: Path) -> None:
    port = free_port(ADDRESSES[GROUPS[0]])
    room = MachineRoom(tmp_path / "cluster", port)
    site = Site(server="VCOM1", port=port, hosts=ADDRESSES, token_file=str(room.token_file))
    wishes = Wishes(language="en", theme=Theme.LIGHT)
    desk = Desk(qapp, site, SettingsFile(tmp_path / "settings.json"), wishes=wishes)

    async def story() -> None:
        view = desk.connection
        desk.show()
        await until(lambda: view.view.state is LinkState.LIVE, "a live link", 60.0)
        submit = Submit(name="writer", command=COMMAND, queue="NIGHT", owner="test")
        assert view.ask(submit, lambda _asked: None)
        await until(lambda: 1 in desk.mirror.jobs, "the job", 60.0)
        desk.subwindows.open_about("output", 1)
        output = desk.window.area.windows["output-1"].view
        assert isinstance(output, JobOutput)
        text, truth = output.text.toPlainText, output.head.truth.text
        await until(lambda: "line 50\n" in text(), "the first lines", 60.0)
        assert truth() == "live"
        saved = tmp_path / "saved.txt"
        output.save_as()
        dialog = desk.window.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(str(saved))
        dialog.close()
        room.order("kill", "SV1")
        await until(lambda: truth().startswith("as of"), "the loss", 60.0)
        before = text()
        await until(lambda: view.view.state is LinkState.LIVE, "a live link again", 60.0)
        assert text().startswith(before)
        await until(lambda: truth() == "Completed: nothing more will come", "the end", 90.0)
        assert text() == told("line")
        output.choose("stderr")
        await until(lambda: text() == told("warning"), "the other stream", 30.0)
        assert desk.mirror.jobs[1].state is JobState.ENDED_NORMALLY
        await until(saved.exists, "the file", 30.0)
        assert told("line").startswith(saved.read_text())
        assert "line 50\n" in saved.read_text()

    room.start_cluster()
    try:
        play_beside(qapp, desk, story)
    finally:
        room.end()
        desk.close()
