"""The QR code holds what ODK Collect reads: JSON, deflated, in base 64."""

import base64
import json
import zlib

from observer.gateways.openrosa.settings_code import collect_settings, encoded


def decoded(text: str) -> object:
    """As Collect reads it (docs.getodk.org/collect-import-export)."""
    return json.loads(zlib.decompress(base64.b64decode(text)))


def test_a_code_with_a_key_in_the_address() -> None:
    settings = collect_settings(server="http://localhost:8000/collect/key/abc", mission="Наблюдение «Юг»")
    assert decoded(encoded(settings)) == {
        "general": {
            "server_url": "http://localhost:8000/collect/key/abc",
            "form_update_mode": "match_exactly",
            "automatic_update": True,
            "autosend": "wifi_and_cellular",
        },
        "admin": {},
        "project": {"name": "Наблюдение «Юг»"},
    }


def test_a_code_with_a_password() -> None:
    settings = collect_settings(server="https://a.example/collect", mission="M", username="O-1", password="x")
    general = settings["general"]
    assert (general["server_url"], general["username"], general["password"]) == (
        "https://a.example/collect",
        "O-1",
        "x",
    )
