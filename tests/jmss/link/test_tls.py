# SPDX-License-Identifier: GPL-3.0-or-later
"""The certificate must be the virtual computer's own, also when an address is dialled."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve

from jmss.access.certificates import Signer, make_authority, make_certificates, make_server
from jmss.errors import BadConfiguration
from jmss.link.credentials import Credentials
from jmss.link.dial import DialFailed, Dialler, Target
from jmss.link.lookup import Lookup
from jmss.link.trust import Trust
from jmss.link.view import Cause
from jmss.server.encryption import server_context

NOW = datetime.now(UTC)


class Site:
    """An authority, and a server that shows what a test gives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.authority = make_authority("site", NOW)
        self.ca_file = folder / "ca.crt"
        self.authority.write(self.ca_file, folder / "ca.key")
        self.seen: list[str] = []

    def certificate(
        self, *names: str, days: float = 2, by: Signer | None = None, made: datetime = NOW
    ) -> ssl.SSLContext:
        signed = make_server(by or self.authority, list(names), made, timedelta(days=days))
        signed.write(self.folder / "s.crt", self.folder / "s.key")
        return server_context(self.folder / "s.crt", self.folder / "s.key")

    @contextlib.asynccontextmanager
    async def server(self, tls: ssl.SSLContext | None) -> AsyncIterator[int]:
        async def handler(connection: ServerConnection) -> None:
            assert connection.request is not None
            self.seen.append(connection.request.headers.get("Authorization", ""))
            async for text in connection:
                await connection.send(text)

        async with serve(handler, "127.0.0.1", 0, ssl=tls, close_timeout=0.1) as server:
            yield next(iter(server.sockets)).getsockname()[1]

    async def dial(self, port: int, name: str = "VCOM1", ca_file: str | None = None) -> str:
        """Dial and give what comes back for ``hello``."""
        trust = Trust(str(self.ca_file) if ca_file is None else ca_file)
        dialler = Dialler(
            Lookup({"VCOM1": "127.0.0.1"}),
            agent="t",
            trust=trust,
            credentials=Credentials(lambda: "jmss_secret"),
        )
        line = await dialler.dial(Target(name, port), lambda: None)
        await line.send("hello")
        answer = await line.receive()
        assert line.encryption in {"TLS 1.2", "TLS 1.3"}
        await line.close()
        return str(answer)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


async def failure(site: Site, port: int, **how: str) -> DialFailed:
    with pytest.raises(DialFailed) as failed:
        await site.dial(port, **how)
    assert site.seen == [], "nothing was shown to that server"
    return failed.value


def test_the_virtual_computers_certificate_is_believed(site: Site) -> None:
    async def story() -> None:
        async with site.server(site.certificate("VCOM1")) as port:
            assert await site.dial(port) == "hello"
            assert site.seen == ["Bearer jmss_secret"]

    asyncio.run(story())


def test_the_nodes_certificate_is_not_and_its_names_are_told(site: Site) -> None:
    async def story() -> None:
        async with site.server(site.certificate("SV1", "sv1.example", "127.0.0.1")) as port:
            failed = await failure(site, port)
            assert failed.cause is Cause.CERTIFICATE_NAME
            shown = failed.certificate
            assert shown is not None
            assert shown.names == ("SV1", "sv1.example", "127.0.0.1")
            assert shown.issuer == "site"
            assert shown.since < NOW.timestamp() < shown.until
            assert failed.detail == shown.short

    asyncio.run(story())


def test_strangers_and_what_is_not_valid_now_are_not_believed(site: Site) -> None:
    stranger = make_authority("stranger", NOW)
    late = site.certificate("VCOM1", days=-0.01)
    early = site.certificate("VCOM1", made=NOW + timedelta(days=1))

    async def story() -> None:
        for tls, cause, issuer in (
            (site.certificate("VCOM1", by=stranger), Cause.CERTIFICATE_ISSUER, "stranger"),
            (late, Cause.CERTIFICATE_EXPIRED, "site"),
            (early, Cause.CERTIFICATE_EARLY, "site"),
        ):
            async with site.server(tls) as port:
                failed = await failure(site, port)
                assert failed.cause is cause
                assert failed.certificate is not None
                assert failed.certificate.names == ("VCOM1",)
                assert failed.certificate.issuer == issuer
        async with site.server(site.certificate("VCOM1")) as port:
            # The system has never heard of the site's own authority.
            assert (await failure(site, port, ca_file="")).cause is Cause.CERTIFICATE_ISSUER

    asyncio.run(story())


def test_without_the_authorities_nothing_is_said_to_the_server(site: Site) -> None:
    (site.folder / "empty.crt").write_text("no certificate\n")

    async def story() -> None:
        async with site.server(site.certificate("VCOM1")) as port:
            for name in ("none.crt", "empty.crt", "nul\0.crt"):
                failed = await failure(site, port, ca_file=str(site.folder / name))
                assert failed.cause is Cause.AUTHORITIES
                assert name.replace("\0", r"\x00") in failed.detail

    asyncio.run(story())


def test_a_server_that_speaks_plainly_is_told_nothing(site: Site) -> None:
    async def story() -> None:
        async with site.server(None) as port:
            assert (await failure(site, port)).cause in {Cause.WRONG_SERVICE, Cause.CUT}

    asyncio.run(story())


def test_certificates_of_the_sites_own(tmp_path: Path) -> None:
    authority, certificate, key = make_certificates(tmp_path / "c", "VCOM1", "127.0.0.101")
    assert key.stat().st_mode & 0o777 == 0o600
    assert certificate.stat().st_mode & 0o777 == 0o644
    assert server_context(certificate, key)
    assert Trust(str(authority)).context().verify_mode is ssl.CERT_REQUIRED
    with pytest.raises(BadConfiguration, match=r"VCOM1\.crt"):
        server_context(certificate, authority)
    with pytest.raises(BadConfiguration, match="none"):
        server_context(tmp_path / "none", key)


def test_the_authorities_are_read_anew_when_their_file_has_changed(tmp_path: Path) -> None:
    authorities, *_ = make_certificates(tmp_path / "one", "VCOM1", "127.0.0.101")
    others, *_ = make_certificates(tmp_path / "two", "VCOM1", "127.0.0.101")
    trust = Trust(str(authorities))
    before = trust.context()
    assert trust.context() is before, "reading costs more than shaking hands"
    authorities.write_bytes(others.read_bytes())
    after = trust.context()
    assert after is not before
    assert after.get_ca_certs(binary_form=True) == Trust(str(others)).context().get_ca_certs(
        binary_form=True
    )
