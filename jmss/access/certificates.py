# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority of the site's own, and the server certificate that it signs.

For a site that has none; one that has an authority names its files in ``cluster.toml``
instead. The certificate bears the virtual computer name, not that of a node: the same one
serves on every node.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from jmss.access.own_file import make_own_folder, write_own

AUTHORITY_DAYS = 3650
SERVER_DAYS = 825
"""The longest that all systems accept of a server certificate."""
SKEW = timedelta(hours=1)
"""A client whose clock is a little behind believes it all the same."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate and the key that belongs to it."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def write(self, certificate: Path, key: Path) -> None:
        """Write both files; nobody else can read the key."""
        write_own(
            key,
            self.key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )
        write_own(certificate, self.certificate.public_bytes(serialization.Encoding.PEM))
        # Clients need it, under whatever user they run.
        certificate.chmod(0o644)


def make_certificates(
    folder: Path, name: str, address: str, now: datetime | None = None
) -> tuple[Path, Path, Path]:
    """Make an authority and a server certificate; give authority, certificate, key.

    The authority's own key is not kept: whoever found it could pass for any server. Another
    certificate means another authority, and its file goes to the clients again.

    Args:
        folder: where the files go.
        name: the virtual computer name.
        address: of the virtual computer, for clients that dial it without a name.
        now: None for the time of day.

    Raises:
        OSError: the files cannot be written.
    """
    made = now or datetime.now(UTC)
    make_own_folder(folder)
    folder.chmod(0o755)
    authority = make_authority(f"JMSS site of {name}", made)
    server = make_server(authority, [name, address], made, timedelta(days=SERVER_DAYS))
    files = folder / "ca.crt", folder / f"{name}.crt", folder / f"{name}.key"
    server.write(files[1], files[2])
    data = authority.certificate.public_bytes(serialization.Encoding.PEM)
    write_own(files[0], data)
    files[0].chmod(0o644)
    return files


def make_authority(title: str, now: datetime) -> Signer:
    """Make an authority that signs server certificates and no further authorities."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named(title)
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        _builder(name, key, now, timedelta(days=AUTHORITY_DAYS))
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Signer(certificate, key)


def make_server(authority: Signer, names: list[str], now: datetime, life: timedelta) -> Signer:
    """Make a server certificate for these names and addresses."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    certificate = (
        _builder(_named(names[0]), key, now, life)
        .issuer_name(authority.certificate.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([_other(n) for n in names]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issuer, critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    return Signer(certificate, key)


def _builder(
    subject: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _other(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
