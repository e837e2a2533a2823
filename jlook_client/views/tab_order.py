# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Tab goes next: in the order in which things are laid out, also those that came later.

Qt goes by a chain of all widgets, which widgets that come and go, and those that hand the keyboard
on (``setFocusProxy``), leave in odd orders or in two rings: then Tab never comes to some of them.
"""

from collections.abc import Iterator

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLayout, QMainWindow, QMenuBar, QSplitter, QWidget


def stops(window: QWidget) -> list[QWidget]:
    """Give all of a window that Tab comes to now, in its order."""
    return [widget for widget in _within(window) if _stops_at(widget)]


def next_stop(window: QWidget, *, forward: bool) -> QWidget | None:
    """Give where Tab goes from where the keyboard is, or Shift+Tab; None: there is nothing."""
    found, now = stops(window), window.focusWidget()
    if not found:
        return None
    if now not in found:
        return found[0 if forward else -1]
    return found[(found.index(now) + (1 if forward else -1)) % len(found)]


def go_on(window: QWidget, *, forward: bool) -> bool:
    """Take the keyboard to the next stop, as Tab and Shift+Tab do; say whether there is one."""
    stop = next_stop(window, forward=forward)
    if stop is None:
        return False
    tab, back = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
    stop.setFocus(tab if forward else back)
    return True


def _stops_at(widget: QWidget) -> bool:
    wants = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(wants) and widget.isEnabled() and widget.focusProxy() is None


def _within(widget: QWidget) -> Iterator[QWidget]:
    for child in _children(widget):
        if child.isVisible() and not child.isWindow():
            yield child
            yield from _within(child)


def _children(widget: QWidget) -> list[QWidget]:
    """Give the children as they are laid out, then those that lie in no layout."""
    laid_out: list[QWidget | None] = []
    if isinstance(widget, QMainWindow):
        laid_out = [widget.centralWidget()]
    elif isinstance(widget, QSplitter):
        laid_out = [widget.widget(at) for at in range(widget.count())]
    elif (layout := widget.layout()) is not None:
        laid_out = list(_in_layout(layout))
    known = [child for child in laid_out if child is not None]
    others = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    more = [one for one in others if one not in known and not isinstance(one, QMenuBar)]
    return [*known, *more]


def _in_layout(layout: QLayout) -> Iterator[QWidget | None]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        inner = item.layout()
        if inner is not None:
            yield from _in_layout(inner)
        else:
            yield item.widget()
