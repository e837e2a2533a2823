# SPDX-License-Identifier: GPL-3.0-or-later
"""What is looked at and laid out before the first node of a local cluster starts."""

from jmss.access.exposure import check_exposure
from jmss.cluster.addresses import check_addresses
from jmss.cluster.drive import check_drive
from jmss.cluster.fence import kill_all
from jmss.cluster.folders import ClusterFolders
from jmss.cluster.layout import ClusterLayout, figure, load_layout
from jmss.cluster.lock import KernelLock
from jmss.cluster.presence import is_present, node_record
from jmss.cluster.tokens import provide_tokens
from jmss.cluster.toml import write_toml
from jmss.errors import AddressAway, ClusterUp, DriveMissing, NotInTime

PATIENCE = 10.0
"""Seconds to wait for another node that prepares the same cluster."""


def prepared(
    folders: ClusterFolders, port: int | None = None, layout: ClusterLayout | None = None
) -> ClusterLayout:
    """Make sure that the cluster can be started, and nothing is left of its last time.

    Args:
        folders: the cluster's.
        port: of the JMSS server; None for the one in the layout.
        layout: None for ``cluster.toml``, or the manual's figure when there is none.

    Raises:
        ClusterUp, AddressAway, DriveRemote, DriveMissing, BadConfiguration, WideOpen: see
            ``jmss.cluster.local.LocalCluster.up``.
    """
    folders.root.mkdir(parents=True, exist_ok=True)
    check_drive(folders.root)
    if layout is None:
        layout = load_layout(folders.layout) if folders.layout.exists() else figure()
    if port is not None:
        layout = layout.with_port(port)
    for name in layout.nodes:
        folder = folders.node(name)
        # Read first: what an agent that comes up just now writes is not of its last time.
        record = node_record(folder)
        if is_present(folder):
            raise ClusterUp(root=folders.root)
        folder.mkdir(parents=True, exist_ok=True)
        if record is not None:
            kill_all(record.boot, node=name)
    # It will have its tokens; the server itself looks once more when it starts.
    encrypted = bool(layout.certificate)
    check_exposure(layout.server.address, layout.port, encrypted=encrypted, authenticated=True)
    check_addresses(layout, folders.layout)
    return layout


def prepare_alone(folders: ClusterFolders) -> None:
    """Prepare the cluster for its first node, unless one is up; several may come at once.

    Raises:
        NotInTime: somebody else has been preparing it for too long.
        AddressAway, DriveRemote, DriveMissing, BadConfiguration, WideOpen: see ``prepared``.
    """
    try:
        lock = KernelLock.take(folders.root / "preparing.lock", patience=PATIENCE)
    except OSError as error:
        raise DriveMissing(drive=folders.root, why=error.strerror or error) from error
    if lock is None:
        raise NotInTime(seconds=f"{PATIENCE:g}", missing="preparing.lock", logs=folders.root)
    try:
        if not any_present(folders):
            furnish(folders, prepared(folders))
    except (ClusterUp, AddressAway):
        # Another node came up in this very moment, or its server took the address.
        if not any_present(folders):
            raise
    finally:
        lock.free()


def any_present(folders: ClusterFolders) -> bool:
    """Whether any node has a living agent."""
    return any(is_present(folders.node(name)) for name in load_layout(folders.layout).nodes)


def furnish(folders: ClusterFolders, layout: ClusterLayout) -> None:
    """Put everything into the cluster's folder that nodes and clients need."""
    for group in layout.groups:
        folders.drive(group.name).mkdir(parents=True, exist_ok=True)
    provide_tokens(folders, layout)
    write_toml(folders.layout, layout)
    write_toml(folders.site, layout.site)
    folders.going_down.unlink(missing_ok=True)
    folders.lifeline.unlink(missing_ok=True)
