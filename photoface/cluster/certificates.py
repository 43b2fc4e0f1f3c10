"""Makes the certificate and the key by which the computers of a cluster trust each other."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from photoface.cluster.choices import CERTIFICATE, KEY
from photoface.errors import UserFacingError

VALID_DAYS = 3_650


def make_certificates(folder: Path, now: dt.datetime) -> None:
    """Put a new certificate and its key into a folder, which is made.

    One certificate serves all computers: it is its own authority, and who has its key may take part. Only the user may
    read the key.

    Raises:
        UserFacingError: there is one already, or the folder cannot be written.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    there = [name for name in (CERTIFICATE, KEY) if (folder / name).exists()]
    if there:
        raise UserFacingError(
            f"{folder} holds {there[0]} already.", "Choose another folder, or delete it if no computer uses it."
        )
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "PhotoFace cluster")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # The clocks of the computers may differ.
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(private)
        (folder / CERTIFICATE).write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    except OSError as error:
        raise UserFacingError(
            f"{folder} cannot be written to: {error.strerror or error}.", "Choose another one."
        ) from error
