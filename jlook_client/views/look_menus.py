# SPDX-License-Identifier: GPL-3.0-or-later
"""[テーマ] and [言語]: radio entries that show which colours and which language hold."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from PyQt6.QtGui import QAction, QActionGroup
from PyQt6.QtWidgets import QMenu

from jlook_client.settings import Theme
from jmss.errors import N_
from jmss.texts import Texts

_THEMES = {
    Theme.SYSTEM: N_("Like the &system"),
    Theme.LIGHT: N_("&Light"),
    Theme.DARK: N_("&Dark"),
}
_LANGUAGES = {"": N_("Like the &system"), "ja": "日本語", "en": "English"}

T = TypeVar("T")


def add_themes(
    menu: QMenu, tr: Texts, current: Theme, choose: Callable[[Theme], None]
) -> dict[Theme, QAction]:
    """Offer the colours in a menu of their own; give the entries."""
    return _radios(QMenu(tr("&Theme"), menu), menu, _said(_THEMES, tr), current, choose)


def add_languages(
    menu: QMenu, tr: Texts, current: str, choose: Callable[[str], None]
) -> dict[str, QAction]:
    """Offer the languages likewise; another one holds from the next start on."""
    return _radios(QMenu(tr("&Language"), menu), menu, _said(_LANGUAGES, tr), current, choose)


def _said(words: Mapping[T, str], tr: Texts) -> dict[T, str]:
    return {value: tr(text) for value, text in words.items()}


def _radios(
    inner: QMenu, menu: QMenu, words: Mapping[T, str], current: T, choose: Callable[[T], None]
) -> dict[T, QAction]:
    group, entries = QActionGroup(inner), {}
    for value, text in words.items():
        entries[value] = action = QAction(text, inner)
        action.setCheckable(True)
        action.setChecked(value == current)
        action.triggered.connect(_chosen(choose, value))
        group.addAction(action)
        inner.addAction(action)
    menu.addMenu(inner)
    return entries


def _chosen(choose: Callable[[T], None], value: T) -> Callable[[], None]:
    return lambda: choose(value)
