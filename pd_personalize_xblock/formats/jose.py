"""Keys and signatures of credentials: RSA keys, sealed for keeping, and compact tokens signed with RS256.

``cryptography`` and ``PyJWT`` are imported when they are first needed: pages that sign nothing load neither.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

BITS = 2048
EXPONENT = 65537
PURPOSE = b"pd_personalize: keys that sign credentials, 1"
ALGORITHM = "RS256"


class UnreadableKey(ValueError):
    """Something that is no private RSA key of enough bits, or was sealed with another secret."""


def new_key() -> str:
    """Return a new private key (PEM)."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    return _pem(rsa.generate_private_key(public_exponent=EXPONENT, key_size=BITS))


def read_key(text: str) -> str:
    """Return a private key as PEM of one form; raise UnreadableKey for anything but RSA of 2048 bits or more."""
    return _pem(_loaded(text))


def public_jwk(pem: str) -> dict[str, str]:
    """Return the public half of a private key as a JWK, without an id."""
    numbers = _loaded(pem).public_key().public_numbers()
    return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e), "alg": ALGORITHM, "use": "sig"}


def thumbprint(jwk: Mapping[str, str]) -> str:
    """Return the RFC 7638 thumbprint (SHA-256, base64url) of a public RSA key."""
    needed = json.dumps({name: jwk[name] for name in ("e", "kty", "n")}, separators=(",", ":"))
    return _base64(hashlib.sha256(needed.encode()).digest())


def seal(pem: str, secret: str) -> str:
    """Return a private key encrypted with a key derived from ``secret``."""
    return _box(secret).encrypt(pem.encode()).decode()


def unseal(sealed: str, secret: str) -> str:
    """Return what was sealed; raise UnreadableKey where it was with another secret."""
    from cryptography.fernet import InvalidToken

    try:
        return _box(secret).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise UnreadableKey("sealed with another secret") from None


def sign(claims: Mapping[str, Any], pem: str, *, kid: str) -> str:
    """Return ``claims`` as a compact JWS; ``kid`` is where the public key is found."""
    import jwt

    return jwt.encode(dict(claims), pem, algorithm=ALGORITHM, headers={"kid": kid})


def _box(secret: str) -> Any:
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _loaded(text: str) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnreadableKey("not a private key in PEM without a password") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < BITS:
        raise UnreadableKey(f"not an RSA key of at least {BITS} bits")
    return key


def _pem(key: Any) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _number(value: int) -> str:
    return _base64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
