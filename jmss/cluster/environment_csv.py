# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a node as a CSV file (manual 2.2 ⑪ and, on the other nodes, ②).

Told in ``docs/jclusterenv-csv.md``. A file is read as a whole: either it is in order, or every
fault in it is given with its line and column.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from jmss.errors import N_, BadCell, JmssError
from jmss.model.machines import ServerType
from jmss.model.service_environment import ComputerSetting, ServiceEnvironment, read_setting
from jmss.model.storage_folders import Purpose

MOST_BYTES = 1024 * 1024
"""A larger file is none of ours."""

NAME, TYPE = "name", "server_type"
COLUMNS = (NAME, TYPE, *Purpose)
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "ja": (
        "仮想コンピュータ名",
        "サーバ種別",
        "ログファイル格納フォルダ",
        "標準出力ファイル格納フォルダ",
        "ジョブキューファイル格納フォルダ",
        "スケジュールファイル格納フォルダ",
    ),
    "en": (
        "Virtual computer",
        "Server type",
        "Log folder",
        "Standard output folder",
        "Job queue folder",
        "Schedule folder",
    ),
}
TYPES: Mapping[str, Mapping[ServerType | None, str]] = {
    "ja": {
        ServerType.JMSS_SERVER: "JMSSサーバ",
        ServerType.EXECUTION_MACHINE: "稼働マシン",
        None: "なし",
    },
    "en": {
        ServerType.JMSS_SERVER: "JMSS server",
        ServerType.EXECUTION_MACHINE: "Execution machine",
        None: "None",
    },
}


def _key(text: str) -> str:
    """Give what a word is known by, however wide and tall its letters are."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


_COLUMN_OF = {
    _key(heading): column
    for headings in HEADINGS.values()
    for heading, column in zip(headings, COLUMNS, strict=True)
}
_TYPE_OF: Mapping[str, ServerType | None] = {
    **{_key(word): kind for words in TYPES.values() for kind, word in words.items()},
    **{kind.value: kind for kind in ServerType},
    _key("JMSSサーバー"): ServerType.JMSS_SERVER,
}


@dataclass(frozen=True, slots=True)
class CsvFault:
    """Something in the file that is wrong."""

    line: int
    """Of the file, from 1 on, where the row begins."""
    column: int
    """The place of the field in its row, from 1 on."""
    error: JmssError


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    fields: list[str]


def environment_as_csv(environment: ServiceEnvironment, language: str) -> bytes:
    """Write settings as UTF-8 with a byte order mark and CRLF, as Excel wants it.

    Args:
        environment: the settings.
        language: ``ja`` or ``en``, of the headings and of the server types.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS[language])
    for each in environment.computers:
        folders = (each.folders.get(purpose, "") for purpose in Purpose)
        writer.writerow((each.name, TYPES[language][each.server_type], *folders))
    return text.getvalue().encode("utf-8-sig")


def read_csv(
    data: bytes, drives: Mapping[str, str]
) -> tuple[ServiceEnvironment, tuple[CsvFault, ...]]:
    """Read settings; they are worth nothing unless there are no faults.

    Args:
        data: the file.
        drives: the virtual computers of the cluster, each with the letter of its drive.
    """
    reading = _Reading(drives)
    reading.read(data)
    ordered = (reading.computers[name] for name in drives if name in reading.computers)
    environment = ServiceEnvironment(computers=tuple(ordered))
    faults = sorted(reading.faults, key=lambda fault: (fault.line, fault.column))
    return environment, tuple(faults)


class _Reading:
    """One reading of a file, and what was found so far."""

    def __init__(self, drives: Mapping[str, str]) -> None:
        self._drives = drives
        self._columns: list[str] = []
        self._named: set[str] = set()
        self._servers = 0
        self._last_line = 0
        self.computers: dict[str, ComputerSetting] = {}
        self.faults: list[CsvFault] = []

    def read(self, data: bytes) -> None:
        """Read a file to its end, whatever is wrong in it."""
        text = _decoded(data)
        if text is None:
            self._fault(1, NAME, "", N_("the file is neither UTF-8 nor CP932 text, or too large"))
            return
        rows = self._rows(text)
        header = next(rows, None)
        if header is None:
            self._fault(1, NAME, "", N_("the file is empty; the first row must be the headings"))
        elif self._read_header(header):
            for row in rows:
                self._read_row(row)
            self._check_whole()

    def _rows(self, text: str) -> Iterator[_Row]:
        """Give the rows that are not empty; what is no CSV becomes a fault."""
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        while True:
            line = reader.line_num + 1
            try:
                fields = next(reader)
            except StopIteration:
                self._last_line = line
                return
            except csv.Error:
                self._fault(line, NAME, "", N_("the quotation marks of this row do not fit"))
                continue
            if any(field.strip() for field in fields):
                yield _Row(line, fields)

    def _read_header(self, row: _Row) -> bool:
        """Take in which column is where; the rest makes sense only if all of them are there."""
        good = True
        for place, heading in enumerate(row.fields, 1):
            column = _COLUMN_OF.get(_key(heading), "")
            if not column and heading.strip():
                why = N_("there is no such column")
            elif column and column in self._columns:
                why = N_("this column is there twice")
            else:
                why = ""
            if why:
                good = False
                self._faults_at(row.line, place, heading, why)
            self._columns.append(column)
        for column, heading in zip(COLUMNS, HEADINGS["ja"], strict=True):
            if column not in self._columns:
                good = False
                english = HEADINGS["en"][COLUMNS.index(column)]
                place = len(row.fields) + 1
                text = f"{heading} ({english})"
                self._faults_at(row.line, place, text, N_("this column is missing"))
        return good

    def _read_row(self, row: _Row) -> None:
        fields: dict[str, str] = {}
        for place, (column, field) in enumerate(zip_longest(self._columns, row.fields), 1):
            if column:
                fields[column] = field or ""
            elif field and field.strip():
                self._faults_at(row.line, place, field, N_("there is no heading over this field"))
        name = fields[NAME].strip()
        known = self._check_name(row.line, name)
        kind = self._read_type(row.line, fields[TYPE])
        if not known or kind is _UNKNOWN:
            return
        assert kind is None or isinstance(kind, ServerType)
        folders = {purpose: fields[purpose] for purpose in Purpose}
        setting, faults = read_setting(name, kind, folders, self._drives[name])
        for purpose, error in faults.items():
            self.faults.append(CsvFault(row.line, self._place(purpose), error))
        self.computers[name] = setting
        if kind is ServerType.JMSS_SERVER:
            if self._servers:
                why = N_("a cluster works with exactly one JMSS server, and there is one already")
                self._fault(row.line, TYPE, fields[TYPE], why)
            self._servers += 1

    def _check_name(self, line: int, name: str) -> bool:
        if name not in self._drives:
            self._fault(line, NAME, name, N_("the cluster has no such virtual computer"))
        elif name in self._named:
            self._fault(line, NAME, name, N_("this virtual computer is there twice"))
        else:
            self._named.add(name)
            return True
        return False

    def _read_type(self, line: int, text: str) -> object:
        kind: object = _TYPE_OF.get(_key(text), _UNKNOWN)
        if kind is _UNKNOWN:
            why = N_("the server type is JMSSサーバ, 稼働マシン or なし (none)")
            self._fault(line, TYPE, text, why)
        return kind

    def _check_whole(self) -> None:
        types_are_good = not self.faults
        for name in self._drives:
            if name not in self._named:
                self._fault(self._last_line, NAME, name, N_("this virtual computer is missing"))
        if types_are_good and not self._servers:
            why = N_("a cluster works with exactly one JMSS server, and there is none")
            self._fault(self._last_line, TYPE, "", why)

    def _fault(self, line: int, column: str, text: str, why: str) -> None:
        self._faults_at(line, self._place(column), text, why)

    def _faults_at(self, line: int, place: int, text: str, why: str) -> None:
        self.faults.append(CsvFault(line, place, BadCell(text=text.strip(), why=why)))

    def _place(self, column: str) -> int:
        order = self._columns if column in self._columns else list(COLUMNS)
        return order.index(column) + 1


_UNKNOWN = object()


def _decoded(data: bytes) -> str | None:
    if len(data) > MOST_BYTES:
        return None
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
