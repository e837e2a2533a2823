# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a TOML file from a Struct: plain values first, then its tables.

The standard library reads TOML but does not write it. A JSON string, number, boolean or
array of those is also a TOML value, which is all that our files need.
"""

import re
from pathlib import Path

import msgspec

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def write_toml(path: Path, what: msgspec.Struct) -> None:
    """Replace the file as a whole. Values: plain ones, arrays of them, tables, arrays of tables."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(toml_text(what), encoding="utf-8")
    beside.replace(path)


def toml_text(what: msgspec.Struct) -> str:
    """Give the text that ``tomllib`` reads back."""
    fields: dict[str, object] = msgspec.to_builtins(what)
    return "\n".join(_lines(fields, "")) + "\n"


def _lines(table: dict[str, object], within: str) -> list[str]:
    lines = _plain_lines(table)
    for name, value in table.items():
        for each in _tables(value):
            path = within + _key(name)
            head = f"[{path}]" if isinstance(value, dict) else f"[[{path}]]"
            lines += ["", head, *_lines(each, f"{path}.")]
    return lines


def _tables(value: object) -> list[dict[str, object]]:
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        return list(value)
    return []


def _plain_lines(table: dict[str, object]) -> list[str]:
    return [
        f"{_key(name)} = {_text(value)}"
        for name, value in table.items()
        if not isinstance(value, dict) and not _tables(value)
    ]


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: object) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=0).decode()
