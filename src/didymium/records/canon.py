"""One text for one value: canonical JSON and its SHA-256."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> str:
    """JSON with sorted keys, no blanks, ASCII alone and no number that JSON does not know (those raise ``ValueError``).

    >>> canonical({"b": 1.0, "a": "\\u00e9"})
    '{"a":"\\\\u00e9","b":1.0}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hex.

    >>> digest({})[:12]
    '44136fa355b3'
    """
    return hashlib.sha256(canonical(value).encode("ascii")).hexdigest()
