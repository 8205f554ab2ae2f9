"""Signs pictures with real Content Credentials, and reads them back by the C2PA project's library.

The certificates are made here, so that nobody trusts them: a manifest is `Valid`, and with this
chain's root as an anchor `Trusted`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = timedelta(days=1)
_MODEL_MADE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


@dataclass(frozen=True, slots=True)
class Chain:
    """Certificates in PEM, the signer's first, then the root's; the signer's key."""

    certificates: bytes
    root: bytes
    key: bytes


def certified(data: bytes, media_type: str) -> bytes:
    """The file with a manifest that says that a model made the picture."""
    chain = own_chain()
    info = c2pa.C2paSignerInfo(
        alg=c2pa.C2paSigningAlg.ES256,
        sign_cert=chain.certificates,
        private_key=chain.key,
        ta_url=None,
    )
    made = BytesIO()
    action = {"action": "c2pa.created", "digitalSourceType": _MODEL_MADE}
    manifest = {
        "claim_generator_info": [{"name": "Image service of the tests", "version": "1"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}}],
    }
    light = c2pa.Settings.from_dict({"builder": {"thumbnail": {"enabled": False}}})
    with (
        light,
        c2pa.Context(light) as context,
        c2pa.Signer.from_info(info) as signer,
        c2pa.Builder(manifest, context) as builder,
    ):
        builder.sign(signer, media_type, BytesIO(data), made)
    return made.getvalue()


def credentials_in(data: bytes, media_type: str) -> dict[str, Any] | None:
    """What the library tells of the manifest; None when there is none."""
    anchors = {
        "trust": {"user_anchors": own_chain().root.decode()},
        "verify": {"verify_trust": True},
    }
    with c2pa.Settings.from_dict(anchors) as settings, c2pa.Context(settings) as context:
        reader = c2pa.Reader.try_create(media_type, BytesIO(data), context=context)
        if reader is None:
            return None
        with reader:
            told: dict[str, Any] = json.loads(reader.json())
            return told


def state_of(data: bytes, media_type: str) -> str:
    """`Trusted`, `Valid` or `Invalid`; empty when there is no manifest."""
    told = credentials_in(data, media_type)
    return "" if told is None else str(told["validation_state"])


@cache
def own_chain() -> Chain:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name, name = _name("Root of the tests"), _name("Signer of the tests")
    root = _signed(root_name, root_name, root_key, root_key, is_root=True)
    leaf = _signed(name, root_name, key, root_key, is_root=False)
    pem = serialization.Encoding.PEM
    return Chain(
        certificates=leaf.public_bytes(pem) + root.public_bytes(pem),
        root=root.public_bytes(pem),
        key=key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


def _name(text: str) -> x509.Name:
    organization = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Tests of Stet")
    return x509.Name([organization, x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_root: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + 30 * _DAY)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if not is_root:
        usages = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        made = made.add_extension(usages, critical=False)
    return made.sign(issuer_key, hashes.SHA256())
