"""A certificate authority of the school's own, so that browsers on the local network may use the microphone."""

from __future__ import annotations

import hashlib
import os
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import trustme

# Phones refuse server certificates that are valid for longer than about a year.
SERVER_DAYS = 390


@dataclass(frozen=True)
class Certificates:
    """Files for the web server, and the authority's certificate that people are asked to trust."""

    chain: Path
    key: Path
    authority: Path


def prepare(folder: Path, names: list[str]) -> Certificates:
    """Make (once) the authority and (each time) a server certificate for these host names and addresses."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = _authority(folder)
    server = authority.issue_cert(*names, not_after=datetime.now(UTC) + timedelta(days=SERVER_DAYS))
    chain, key = folder / "server.pem", folder / "server.key"
    chain.write_bytes(b"".join(blob.bytes() for blob in server.cert_chain_pems))
    _write_private(key, server.private_key_pem.bytes())
    return Certificates(chain, key, authority_path(folder))


def authority_path(folder: Path) -> Path:
    return folder / "authority.pem"


def fingerprint(authority: Path) -> str:
    """SHA-256 of the certificate as people compare it: pairs of hex digits with colons."""
    der = ssl.PEM_cert_to_DER_cert(authority.read_text())
    digest = hashlib.sha256(der).hexdigest().upper()
    return ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))


def _authority(folder: Path) -> trustme.CA:
    import trustme  # only where a certificate is made

    certificate, key = authority_path(folder), folder / "authority.key"
    if certificate.exists() and key.exists():
        return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())
    authority = trustme.CA(organization_name="Etude", organization_unit_name="This school's own authority")
    _write_private(key, authority.private_key_pem.bytes())
    authority.cert_pem.write_to_path(certificate)
    return authority


def _write_private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
