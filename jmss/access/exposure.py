# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server must have before it listens where others than this machine can reach it."""

from ipaddress import ip_address

from jmss.errors import WideOpen


def check_exposure(address: str, port: int, *, encrypted: bool, authenticated: bool) -> None:
    """Make sure that nobody gets in from outside unseen and unasked.

    Raises:
        WideOpen: the address is not a loopback one, and something is missing.
    """
    if ip_address(address).is_loopback or (encrypted and authenticated):
        return
    missing = [what for what, there in (("TLS", encrypted), ("tokens", authenticated)) if not there]
    raise WideOpen(address=address, port=port, missing=", ".join(missing))
