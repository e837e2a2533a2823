# SPDX-License-Identifier: GPL-3.0-or-later
"""Having a cluster encrypt its link.

Apart from ``local.py``, because what makes certificates is slow to load and a node that
takes over must not wait for it.
"""

from pathlib import Path

import msgspec

from jmss.access.certificates import make_certificates
from jmss.cluster.local import LocalCluster
from jmss.cluster.presence import is_present
from jmss.cluster.toml import write_toml
from jmss.errors import ClusterUp


def encrypt(cluster: LocalCluster) -> tuple[Path, Path, Path]:
    """Make certificates and have the server use them from its next start on.

    Gives the files of the authority, of the server's certificate and of its key.

    Raises:
        ClusterUp: it runs; its clients would be cut off in the middle.
        ClusterDown: there is no cluster in this folder.
        OSError: the files cannot be written.
    """
    folders, layout = cluster.folders, cluster.layout
    if any(is_present(folders.node(name)) for name in layout.nodes):
        raise ClusterUp(root=folders.root)
    server = layout.server
    files = make_certificates(folders.certificates, server.name, server.address)
    ca_file, certificate, key = (str(file.relative_to(folders.root)) for file in files)
    layout = msgspec.structs.replace(layout, ca_file=ca_file, certificate=certificate, key=key)
    write_toml(folders.layout, layout)
    write_toml(folders.site, layout.site)
    return files
