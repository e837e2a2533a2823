# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of the link in ``docs/link.md`` is the table, not a memory of it."""

from pathlib import Path

from jmss.link.core import TABLE


def mermaid() -> str:
    """Draw the table; what leaves the state as it is and orders nothing is left out."""
    lines = ["stateDiagram-v2", "    [*] --> offline"]
    for state, row in TABLE.items():
        for happening, (target, orders) in row.items():
            if target is state and not orders:
                continue
            does = f" / {', '.join(orders)}" if orders else ""
            lines.append(f"    {state} --> {target}: {happening}{does}")
    return "\n".join(lines)


def test_the_document_shows_the_table() -> None:
    document = Path(__file__).parents[2] / "docs" / "link.md"
    assert mermaid() in document.read_text(encoding="utf-8"), f"paste this:\n{mermaid()}"
