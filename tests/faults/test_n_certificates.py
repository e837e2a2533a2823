# SPDX-License-Identifier: GPL-3.0-or-later
"""The node that took over shows its own certificate, not the virtual computer's."""

import asyncio
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jmss.access.certificates import Signer, make_authority, make_server
from jmss.link.trust import Trust
from jmss.link.view import Cause
from jmss.server.encryption import server_context
from tests.faults.desk_end import DeskEnd, until
from tests.faults.scripted import ScriptedServer
from tests.fixtures.fault_ledger import Measured

NOW = datetime.now(UTC)


def certificate(authority: Signer, name: str, folder: Path) -> ssl.SSLContext:
    """Make a certificate for a name and give what a server shows with it."""
    files = folder / f"{name}.crt", folder / f"{name}.key"
    make_server(authority, [name], NOW, timedelta(days=2)).write(*files)
    return server_context(*files)


def test_case_26_the_certificate_of_a_node(tmp_path: Path, measured: Measured) -> None:
    authority = make_authority("site", NOW)
    authority.write(tmp_path / "ca.crt", tmp_path / "ca.key")
    trust = Trust(str(tmp_path / "ca.crt"))

    async def story() -> None:
        right = ScriptedServer(tls=certificate(authority, "VCOM1", tmp_path))
        async with right:
            port = right.port
            desk = DeskEnd(right.hosts, port, trust=trust)
            async with desk:
                await desk.live(5)
                began = time.monotonic()
                await right.stop()
                wrong = ScriptedServer(
                    incarnation=2, port=port, tls=certificate(authority, "SV1", tmp_path)
                )
                async with wrong:
                    await until(lambda: desk.view.cause is Cause.CERTIFICATE, 5, "told")
                    told = time.monotonic() - began
                    assert "SV1" in desk.view.detail
                    assert desk.view.server == "VCOM1"
                    assert desk.view.next_at is not None
                    pause = desk.view.next_at - time.monotonic()
                    assert 20.0 <= pause <= 46.0
                    assert wrong.hellos == []
                mended = ScriptedServer(
                    incarnation=3, port=port, tls=certificate(authority, "VCOM1", tmp_path)
                )
                async with mended:
                    desk.connection.connect_now()
                    await desk.live(5, node="SV3", since=began)
                measured(26, f"told {told:.2f} with its name; next attempt after {pause:.0f}")

    asyncio.run(story())
