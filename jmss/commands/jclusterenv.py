# SPDX-License-Identifier: GPL-3.0-or-later
"""``jclusterenv``: the service environment of a node, with a window or without (manual S6)."""

import json
import os
import select
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec

from jmss.cluster.environment_csv import CsvFault
from jmss.cluster.fence import NODE
from jmss.cluster.local import LocalCluster
from jmss.cluster.toml import write_toml
from jmss.commands.cluster_options import cluster_options
from jmss.commands.endings import DONE, REFUSED, USAGE, OperatorCommand, Speaker, error_as_data
from jmss.commands.environment_table import list_text
from jmss.commands.environment_work import STANDARD, EnvironmentWork
from jmss.commands.lost_types import LostTypes
from jmss.commands.options import run
from jmss.commands.own_window import become
from jmss.errors import (
    N_,
    BadConfiguration,
    BadSettings,
    ClusterDown,
    JmssError,
    NotOnDrive,
    Unwritten,
)
from jmss.model.machines import ServerType
from jmss.model.service_environment import ServiceEnvironment
from jmss.model.storage_folders import Purpose
from jmss.settings import Site, default_root
from jmss.texts import Texts

LOOK_EVERY = 0.5
"""Seconds between two looks of ``--follow``."""
AT_LEAST_EVERY = 2.0
"""Seconds after which the list is written again although it is the same."""
WINDOW = "jlook_client.apps.jclusterenv"
TYPES: Mapping[str, ServerType | None] = {
    "server": ServerType.JMSS_SERVER,
    "machine": ServerType.EXECUTION_MACHINE,
    "none": None,
}
EXIT_CODES = N_(
    "Exit codes: 0 done; 1 refused, for instance because a group works on the node, or there is no"
    " such node or cluster; 2 wrong usage, or a file or a folder that is at fault; 4 the result"
    " could not be written; 130 interrupted."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What one call is to do."""

    load: Path | None
    name: str | None
    """The virtual computer to be set."""
    server_type: str | None
    folders: Mapping[Purpose, str]
    update: bool
    save: Path | None
    listed: bool
    follow: bool
    expect: str | None

    @property
    def any(self) -> bool:
        """Whether there is anything to do without a window."""
        wanted = (self.load, self.name, self.server_type, self.update, self.save, self.listed)
        return bool(any(wanted) or self.follow or self.folders)

    def check(self, tr: Texts) -> None:
        """Make sure that the options make sense together.

        Raises:
            click.UsageError: they do not.
        """
        if (self.name is None) != (self.server_type is None):
            raise click.UsageError(tr("--set and --type belong together."))
        if self.name is None and self.folders:
            raise click.UsageError(tr("A folder belongs to --set."))


def jclusterenv(tr: Texts) -> click.Command:
    """Make the command."""
    text = tr(
        "Set what JMSS runs on a node, and where it keeps its data. Without --list, --load, --set,"
        " --save and --update the window opens. Several of them are done in this order: load, set,"
        " update, save, list."
    )

    def called(*, root: Path | None, as_json: bool, node: str, **options: Any) -> int:
        folders = {p: options.pop(p.value) for p in Purpose}
        steps = Steps(folders={p: text for p, text in folders.items() if text}, **options)
        steps.check(tr)
        speaker, cluster = Speaker(tr, as_json=as_json), LocalCluster(root or default_root())
        try:
            if not steps.any:
                return _open_window(cluster, node)
            lost = LostTypes(cluster, speaker)
            return _carry_out(EnvironmentWork(cluster, node), steps, speaker, lost)
        except Unwritten as error:
            return speaker.fail(error)
        except (BadConfiguration, NotOnDrive) as error:
            speaker.fail(error)
            return USAGE
        except JmssError as error:
            speaker.fail(error)
            return REFUSED

    return OperatorCommand(
        "jclusterenv", callback=called, help=text, params=_parameters(tr), epilog=tr(EXIT_CODES)
    )


def _parameters(tr: Texts) -> list[click.Parameter]:
    file = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
    folders = [
        click.Option(
            [f"--{purpose}", purpose.value],
            metavar="FOLDER",
            help=tr(
                "With --set; otherwise the recommended value, such as I:/{name}.", name=purpose
            ),
        )
        for purpose in Purpose
    ]
    return [
        click.Option(["--list", "listed"], is_flag=True, help=tr("List the virtual computers.")),
        click.Option(
            ["--load"],
            type=file,
            metavar="FILE",
            help=tr("Load the settings of a CSV file; - reads standard input."),
        ),
        click.Option(
            ["--set", "name"], metavar="NAME", help=tr("Set what a virtual computer is, by --type.")
        ),
        click.Option(["--type", "server_type"], type=click.Choice(list(TYPES))),
        *folders,
        click.Option(
            ["--update"], is_flag=True, help=tr("Update the service environment of the node.")
        ),
        click.Option(
            ["--save"],
            type=file,
            metavar="FILE",
            help=tr("Save the settings as a CSV file; - writes to standard output."),
        ),
        click.Option(
            ["--node"],
            envvar=NODE,
            default="",
            metavar="NODE",
            help=tr("The node; otherwise $JMSS_NODE, this computer or the cluster's first node."),
        ),
        click.Option(
            ["--expect"],
            metavar="FINGERPRINT",
            help=tr("Change nothing unless the settings still have this fingerprint."),
        ),
        click.Option(
            ["--follow"],
            is_flag=True,
            help=tr("List as JSON, anew with each change, until standard input ends."),
        ),
        *cluster_options(tr),
    ]


def _open_window(cluster: LocalCluster, node: str) -> int:
    """Become the window; this process needs no Qt, and Qt needs nothing of this process.

    Raises:
        ClusterDown, BadConfiguration, NoSuchNode: there is nothing to be shown.
    """
    folders = cluster.folders
    try:
        layout = cluster.layout
    except (ClusterDown, BadConfiguration):
        if sys.stderr.isatty():
            raise
        # Started from a desktop's menu nobody reads what is said here; the window says it.
        return become(WINDOW, "--root", str(folders.root), Site().server)
    if node:
        layout.check_node(node)
    if not folders.site.exists():
        write_toml(folders.site, layout.site)  # the cluster was never up; the window dials by it
    words = ["--root", str(folders.root), "--site", str(folders.site)]
    if node:
        words += ["--node", node]
    return become(WINDOW, *words)


def _carry_out(work: EnvironmentWork, steps: Steps, speaker: Speaker, lost: LostTypes) -> int:
    """Do the steps in their order; a step that fails ends it."""
    if steps.follow:
        return _follow(work, speaker)
    if steps.expect is not None:
        work.expect(steps.expect)
    if steps.load is not None:
        settings, faults = work.read(steps.load)
        if faults:
            return _tell_faults(speaker, steps.load, faults)
        _keep(work, settings, lost)
    if steps.name is not None:
        setting = work.with_type(steps.name, TYPES[steps.server_type or ""], steps.folders)
        _keep(work, setting, lost)
    if steps.update:
        with suppress(BadConfiguration):
            lost.tell(work.in_force(), work.settings())
        work.update()
    if steps.save is not None:
        work.save(steps.save, speaker.tr.language)
    if steps.save != STANDARD:
        _tell(speaker, work, steps)
    return DONE


def _keep(work: EnvironmentWork, settings: ServiceEnvironment, lost: LostTypes) -> None:
    """Say first who needs what is to go; a file that cannot be read is mended by loading one."""
    with suppress(BadConfiguration):
        lost.tell(work.settings(), settings)
    work.keep(settings)


def _tell(speaker: Speaker, work: EnvironmentWork, steps: Steps) -> None:
    tr, there = speaker.tr, work.listed()
    said = []
    if steps.load or steps.name:
        said.append(tr("Node {node}: the settings are changed.", node=work.node))
    if steps.update:
        said.append(tr("Node {node}: the service environment is updated.", node=work.node))
    if steps.save:
        said.append(tr("The settings of node {node} are saved.", node=work.node))
    if steps.listed:
        said.append(list_text(there, tr))
    speaker.say("\n".join(said), msgspec.to_builtins(there))


def _tell_faults(speaker: Speaker, file: Path, faults: Sequence[CsvFault]) -> int:
    tr = speaker.tr
    error = BadSettings(file=file, n=len(faults))
    lines = [
        tr(
            "line {line}, column {column}: {text}",
            line=fault.line,
            column=fault.column,
            text=tr.error(fault.error),
        )
        for fault in faults
    ]
    if speaker.as_json:
        told = [
            {"line": fault.line, "column": fault.column, **error_as_data(fault.error, tr)}
            for fault in faults
        ]
        speaker.say("", {"error": error_as_data(error, tr), "faults": told})
    else:
        speaker.note("\n".join((tr.error(error), *lines)))
    return USAGE


def _follow(work: EnvironmentWork, speaker: Speaker) -> int:
    """Write the list as a line of JSON with each change, and now and then without one."""
    before, at = "", 0.0
    while True:
        try:
            line = json.dumps(msgspec.to_builtins(work.listed()), ensure_ascii=False)
        except JmssError as error:
            told = {"error": error_as_data(error, speaker.tr)}
            line = json.dumps(told, ensure_ascii=False)
        now = time.monotonic()
        if line != before or now - at >= AT_LEAST_EVERY:
            before, at = line, now
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        ready, _, _ = select.select([sys.stdin], [], [], LOOK_EVERY)
        if ready and not os.read(sys.stdin.fileno(), 4096):
            return DONE


def main() -> None:
    """Run ``jclusterenv``."""
    run(jclusterenv)


if __name__ == "__main__":
    main()
