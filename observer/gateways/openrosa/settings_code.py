"""The QR code that sets up ODK Collect: its settings as JSON, deflated by zlib, in base 64.

https://docs.getodk.org/collect-import-export/ names the keys; what a code leaves out takes Collect's default.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

Settings = dict[str, dict[str, Any]]


def collect_settings(*, server: str, mission: str, username: str = "", password: str = "") -> Settings:
    """Settings of a project of Collect: forms as the mission has them, sent as soon as there is a line.

    `server` is where "/formList" is found below; with `username` and `password` it is asked for by Basic
    authentication, without them it holds the key itself.
    """
    general: dict[str, Any] = {
        "server_url": server,
        "form_update_mode": "match_exactly",
        "automatic_update": True,
        "autosend": "wifi_and_cellular",
    }
    if password:
        general |= {"username": username, "password": password}
    return {"general": general, "admin": {}, "project": {"name": mission}}


def encoded(settings: Settings) -> str:
    """What stands in the QR code."""
    written = json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(written, 9)).decode()
