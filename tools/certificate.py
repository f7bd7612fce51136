"""Makes a self-signed certificate for this machine, ``certificate.py FOLDER``, and prints its addresses in the network.

Keeps the certificate that is there while it names all of them, so that a browser warns once and not at every start.
"""

import socket
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_DAYS = 365  # Apple's browsers refuse certificates that live longer than 398


def local_network_addresses() -> list[IPv4Address]:
    """The machine's IPv4 addresses that others can reach, the one of the default route first."""
    found: dict[IPv4Address, None] = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # connecting a datagram socket sends nothing; it picks a route
            found[IPv4Address(probe.getsockname()[0])] = None
        except OSError:
            pass  # no route: the machine is on no network
    try:
        names = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except socket.gaierror:
        names = []
    for *_, sockaddr in names:
        found[IPv4Address(sockaddr[0])] = None
    return [address for address in found if not address.is_loopback]


def still_good(path: Path, names: list[x509.GeneralName]) -> bool:
    if not path.exists():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(names) <= set(named) and certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=1)


def write_certificate(folder: Path, names: list[x509.GeneralName]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "djinar demo")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # a phone's clock may be behind
        .not_valid_after(now + timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    key_path = folder / "key.pem"
    key_path.touch(mode=0o600)
    key_path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))


def main(folder: Path) -> None:
    addresses = local_network_addresses()
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    names += [x509.IPAddress(address) for address in addresses]
    if not still_good(folder / "certificate.pem", names):
        write_certificate(folder, names)
    for address in addresses:
        print(address)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
