# SPDX-License-Identifier: GPL-3.0-or-later
"""What a refused certificate says of itself may be shown, whoever wrote it."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization

from jmss.access.certificates import make_authority, make_server
from jmss.link.certificate import LONGEST, MOST_NAMES, Certificate, read_certificate

MADE = datetime(2026, 11, 21, 12, tzinfo=UTC)


def read(*names: str, title: str = "site") -> Certificate:
    made = make_server(make_authority(title, MADE), list(names), MADE, timedelta(days=2))
    return read_certificate(made.certificate.public_bytes(serialization.Encoding.DER))


def test_names_issuer_and_dates() -> None:
    shown = read("SV1", "sv1.example", "127.0.0.1")
    assert shown.names == ("SV1", "sv1.example", "127.0.0.1")
    assert shown.short == "SV1, sv1.example, 127.0.0.1 [site; 2026-11-21 – 2026-11-23]"


def test_without_other_names_it_is_the_common_name() -> None:
    made = make_authority("月次", MADE).certificate
    shown = read_certificate(made.public_bytes(serialization.Encoding.DER))
    assert (shown.names, shown.issuer) == (("月次",), "月次")


def test_what_a_stranger_wrote_is_cut_and_kept_visible() -> None:
    shown = read(*(f"n{n}" for n in range(30)), title="a\u202eb\n")
    assert len(shown.names) == MOST_NAMES
    assert shown.issuer == "a�b�"
    assert len(read("SV1", "x" * 60 + "." + "y" * 60).names[1]) == LONGEST


def test_what_is_no_certificate_is_an_error() -> None:
    with pytest.raises(ValueError, match="asn1"):
        read_certificate(b"nonsense")
