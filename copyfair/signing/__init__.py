"""Signatures that a machine can check offline: who says so, and that nothing was changed since."""

from copyfair.signing.envelope import Envelope, sign, verify
from copyfair.signing.keys import KeyDirectory, PublicKey, SigningKey

__all__ = ["Envelope", "KeyDirectory", "PublicKey", "SigningKey", "sign", "verify"]
