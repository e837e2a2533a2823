# SPDX-License-Identifier: GPL-3.0-or-later
"""Open the port of the JMSS server, and let in whoever may come in."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, cast

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from jmss.errors import AddressAway
from jmss.server.door import AT_ONCE, open_door
from jmss.server.newcomers import WITHIN, Newcomers
from jmss.server.place import ServerPlace
from jmss.wire.codec import MAX_SIZE


async def listen(
    place: ServerPlace,
    handle: Callable[[ServerConnection], Awaitable[None]],
    newcomers: Newcomers,
) -> Server:
    """Serve links at the address and port of ``place``.

    Args:
        place: where, behind which gate and with which certificate.
        handle: speaks with each client until its link ends.
        newcomers: those who have not said yet who they are.

    Raises:
        AddressAway: the port cannot be opened.
    """
    # asyncio's own limit is a minute; a stranger gets less.
    handshake: dict[str, Any] = {"ssl_handshake_timeout": WITHIN} if place.tls else {}
    log = logging.getLogger("websockets.server")
    # Each coming and going of a client is no news.
    log.setLevel(logging.WARNING)

    def check(connection: ServerConnection, request: Request) -> Response | None:
        return newcomers.check(connection, request) or place.gate.check(connection, request)

    try:
        return await serve(
            handle,
            sock=open_door(place.address, place.port),
            ssl=place.tls,
            process_request=check,
            process_response=newcomers.answered,
            # It makes one as the class itself would.
            create_connection=cast(type[ServerConnection], newcomers.connection),
            backlog=AT_ONCE,
            ping_interval=None,
            close_timeout=1,
            compression=None,
            max_size=MAX_SIZE,
            server_header=None,
            **handshake,
            logger=log,
        )
    except OSError as error:
        raise AddressAway(
            port=place.port,
            address=place.address,
            name=place.stay.virtual_computer,
            why=error.strerror or error,
            layout="cluster.toml",
        ) from error
