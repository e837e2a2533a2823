# SPDX-License-Identifier: GPL-3.0-or-later
"""The node that took over shows its own certificate, not the virtual computer's."""

import asyncio
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jlook_client.causes import cause_words
from jmss.access.certificates import Signer, make_authority, make_server
from jmss.link.trust import Trust
from jmss.link.view import Cause, LinkState
from jmss.server.encryption import server_context
from jmss.texts import Texts
from tests.faults.desk_end import DeskEnd, until
from tests.faults.scripted import ScriptedServer
from tests.faults.seconds import s
from tests.faults.server_end import ServerEnd
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
                    await until(lambda: desk.view.state is LinkState.HELD, 5, "told")
                    told = time.monotonic() - began
                    assert desk.view.cause is Cause.CERTIFICATE_NAME
                    happened = cause_words(Texts("en"), desk.view).happened
                    assert happened.startswith("The certificate is for SV1, not for VCOM1 (")
                    assert "issued by site, valid from 20" in happened
                    assert desk.view.next_at is not None
                    pause = desk.view.next_at - time.monotonic()
                    assert 26.0 <= pause <= 33.1
                    assert wrong.hellos == []
                    assert [line for line in desk.timeline.lines if "Attempt" in line.template]
                mended = ScriptedServer(
                    incarnation=3, port=port, tls=certificate(authority, "VCOM1", tmp_path)
                )
                async with mended:
                    desk.connection.connect_now()
                    await desk.live(5, node="SV3", since=began)
                measured(26, f"held after {told:.2f} with its name; looks again in {pause:.0f}")

    asyncio.run(story())


def expired(authority: Signer, folder: Path) -> ssl.SSLContext:
    files = folder / "old.crt", folder / "old.key"
    make_server(authority, ["VCOM1"], NOW - timedelta(days=9), timedelta(days=2)).write(*files)
    return server_context(*files)


@pytest.mark.slow
def test_case_26_a_certificate_that_is_renewed(tmp_path: Path, measured: Measured) -> None:
    """Nobody at the desk does anything: the server moves to the renewed certificate."""
    authority = make_authority("site", NOW)
    authority.write(tmp_path / "ca.crt", tmp_path / "ca.key")

    async def story() -> None:
        old = ScriptedServer(tls=expired(authority, tmp_path))
        async with old:
            desk = DeskEnd(old.hosts, old.port, trust=Trust(str(tmp_path / "ca.crt")))
            async with desk:
                await until(lambda: desk.view.state is LinkState.HELD, 5, "told")
                assert desk.view.cause is Cause.CERTIFICATE_EXPIRED
                await old.stop()
                new = ScriptedServer(
                    incarnation=2, port=old.port, tls=certificate(authority, "VCOM1", tmp_path)
                )
                async with new:
                    renewed = time.monotonic()
                    live = await desk.live(40, node="SV2")
                    measured(26, f"renewed: live by itself after {live - renewed:.1f}")

    asyncio.run(story())


@pytest.mark.slow
def test_case_26_a_failover_to_a_node_with_its_own_certificate(
    server: ServerEnd, tmp_path_factory: pytest.TempPathFactory, measured: Measured
) -> None:
    """The real server, and nobody at the desk who does anything."""
    folder = tmp_path_factory.mktemp("certificates")
    authority = make_authority("site", NOW)
    authority.write(folder / "ca.crt", folder / "ca.key")
    certificate(authority, "VCOM1", folder)
    certificate(authority, "SV2", folder)

    async def story() -> None:
        server.show(folder / "VCOM1.crt", folder / "VCOM1.key")
        await server.start("SV1")
        trust = Trust(str(folder / "ca.crt"))
        async with DeskEnd(server.hosts, server.port, trust=trust) as desk:
            await desk.live(10, node="SV1")
            await desk.submit("before")
            server.kill()
            server.show(folder / "SV2.crt", folder / "SV2.key")
            listening = await server.start("SV2")
            await until(lambda: desk.view.state is LinkState.HELD, 10, "held")
            held = time.monotonic() - listening
            assert desk.view.cause is Cause.CERTIFICATE_NAME
            assert desk.view.certificate is not None
            assert desk.view.certificate.names == ("SV2",)
            server.kill()
            server.show(folder / "VCOM1.crt", folder / "VCOM1.key")
            mended = await server.start("SV2")
            back = await desk.live(40, node="SV2", since=mended - 1.0) - mended
            assert back <= 33.5 + desk.stall
            await desk.submit("after")
            desk.assert_whole()
            measured(26, f"real server: held {s(held)} after, live by itself {s(back)} after")

    asyncio.run(story())
