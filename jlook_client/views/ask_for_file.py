# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks for the name of a file to be written. The window goes on beside it."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QWidget


def ask_for_file(
    parent: QWidget, title: str, name: str, chosen: Callable[[Path], None]
) -> QFileDialog:
    """Open the dialog; nothing happens when the operator leaves it without a name.

    Args:
        parent: whose dialog it is.
        title: what is to be saved.
        name: the name that is proposed; its suffix is kept.
        chosen: hears of the name.
    """
    suffix = Path(name).suffix.removeprefix(".")
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("export")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.NonModal)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(suffix)
    dialog.setNameFilter(f"*.{suffix}")
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda file: chosen(Path(file)))
    dialog.show()
    return dialog
