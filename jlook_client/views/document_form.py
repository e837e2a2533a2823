# SPDX-License-Identifier: GPL-3.0-or-later
"""What an editor of documents needs of the fields of one kind of them."""

from abc import abstractmethod

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QWidget

from jmss.model.documents import AnyDocument


class DocumentForm(QWidget):
    """The fields of one document."""

    edited = pyqtSignal()
    """Something was entered."""

    @abstractmethod
    def show_document(self, document: AnyDocument) -> None:
        """Put a document into the fields."""

    @abstractmethod
    def document(self) -> AnyDocument:
        """Give what stands in the fields, whether it is sound or not."""

    @abstractmethod
    def fault(self) -> str:
        """Say what is wrong with it; empty: nothing is, as far as can be told here."""

    @abstractmethod
    def field_words(self, field: str) -> str:
        """Give what a field of the document is called."""

    @abstractmethod
    def value_words(self, field: str, value: object) -> str:
        """Write the value of a field as a person reads it."""
