# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving the blind periods to a file that the operator names."""

from collections.abc import Callable

from jlook_client.apps.file_export import FileExport
from jlook_client.tables.blind_periods import periods_csv, periods_json
from jlook_client.timeline import Timeline
from jmss.texts import Texts


class OutageExport:
    """Gives the blind periods to be written.

    Args:
        timeline: knows the blind periods.
        tr: the words.
        export: asks for the file and writes it.
    """

    def __init__(self, timeline: Timeline, tr: Texts, export: FileExport) -> None:
        self._timeline = timeline
        self._tr = tr
        self._export = export

    def ask_for_csv(self) -> None:
        """Let the operator name a CSV file."""
        self._ask("csv", lambda: periods_csv(self._tr, self._timeline.outages))

    def ask_for_json(self) -> None:
        """Let the operator name a JSON file."""
        self._ask("json", lambda: periods_json(self._timeline.outages))

    def _ask(self, suffix: str, contents: Callable[[], bytes]) -> None:
        title = self._tr("Save the blind periods")
        self._export.ask(title, f"jlook-outages.{suffix}", contents)
