# SPDX-License-Identifier: GPL-3.0-or-later
"""The traps of Qt, qasync and websockets (``docs/performance.md``): none is walked into.

What can be seen in the source is looked for here; the table names a test for each of the others.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGES = (CHECKOUT / "jmss", CHECKOUT / "jlook_client")

NESTED_LOOPS = {
    "exec", "exec_", "processEvents",
    "getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory",
    "getText", "getItem", "getInt", "getDouble", "getMultiLineText", "getColor", "getFont",
}  # fmt: skip
"""Calls that run Qt's loop inside themselves; other tasks cannot be entered meanwhile."""

MODAL_BOXES = {"information", "question", "warning", "critical", "about", "aboutQt"}
"""The same, as functions of ``QMessageBox``."""

KNOWN_LOOPS = {
    ("jlook_client/views/dress.py", "undress"): "at the very end, when no loop runs any more",
    ("jlook_client/apps/first_paint.py", "_show"): "at the very beginning, before there is a loop",
}
"""The only places that may run Qt's events by themselves: no task can be under way there."""

BUSY_WAITS = {"asyncClose", "asyncSlot"}
"""Of qasync: the one spins the processor, the other makes a slot a task unasked."""


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    return tuple(
        (str(file.relative_to(CHECKOUT)), ast.parse(file.read_text(encoding="utf-8")))
        for package in PACKAGES
        for file in sorted(package.rglob("*.py"))
    )


def runs_a_loop(call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(attr=name) if name in NESTED_LOOPS:
            return True
        case ast.Attribute(value=ast.Name(id="QMessageBox"), attr=name):
            return name in MODAL_BOXES
    return False


def places(tree: ast.AST, inside: str = "", *, task: bool = False) -> Iterator[tuple[str, bool]]:
    """Give the function around each call that runs a loop, and whether it is a coroutine."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and runs_a_loop(node):
            yield inside, task
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from places(node, node.name, task=task or isinstance(node, ast.AsyncFunctionDef))
        else:
            yield from places(node, inside, task=task)


def test_a_loop_in_a_loop_is_found() -> None:
    tree = ast.parse(
        "async def f(box):\n    def g():\n        box.exec()\n    QMessageBox.about(g)\n"
    )
    assert list(places(tree)) == [("g", True), ("f", True)]


def test_no_dialog_and_no_events_are_run_inside_a_task() -> None:
    found = {(name, function): task for name, tree in trees() for function, task in places(tree)}
    assert set(found) == set(KNOWN_LOOPS), "a nested loop: show a dialog with open() instead"
    assert not any(found.values())


def test_nothing_waits_by_spinning() -> None:
    names = {
        (name, node.id if isinstance(node, ast.Name) else node.attr)
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute)
    }
    assert not {(file, word) for file, word in names if word in BUSY_WAITS}


def test_every_end_of_a_web_socket_says_how_it_packs_and_how_much_it_takes() -> None:
    openings = [
        (name, {keyword.arg for keyword in node.keywords})
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"connect", "serve", "unix_connect", "unix_serve"}
    ]
    assert len(openings) >= 2
    for name, said in openings:
        assert {"compression", "max_size"} <= said, name


def test_each_trap_has_a_test_that_is_there() -> None:
    text = (CHECKOUT / "docs" / "performance.md").read_text(encoding="utf-8")
    traps = text.partition("## Traps")[2].partition("\n## ")[0]
    rows = [row for row in traps.splitlines() if re.match(r"\| \d+ \|", row)]
    assert [int(row.split("|")[1]) for row in rows] == list(range(1, 12))
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", row)
        assert named, row
        for file, test in named:
            assert f"def {test}" in (CHECKOUT / file).read_text(encoding="utf-8"), (file, test)
