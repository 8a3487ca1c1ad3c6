"""The text of API keys."""

import hashlib
import secrets
import string

KEY_PREFIX = "till_"
KEY_LENGTH = 40
_ALPHABET = string.ascii_letters + string.digits


def key_create() -> str:
    """Return a new key: `till_` and 40 random letters and digits (238 bits)."""
    return KEY_PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(KEY_LENGTH))


def key_prefix(key: str) -> str:
    """Return the beginning that may be shown to recognise the key by."""
    return key[: len(KEY_PREFIX) + 6]


def key_hash(key: str) -> str:
    """Return what is kept of a key. It is random enough that a fast hash cannot be searched backwards."""
    return hashlib.sha256(key.encode()).hexdigest()
