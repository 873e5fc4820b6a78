"""Who gets what at which address: one line for every address, every asker a column.

A letter says what the answer is:

    A   200, with what alder knows of its west and of its east
    W   200, with what alder knows of its west and nothing of its east
    E   200, with what alder knows of its east and nothing of its west
    M   200, with what alder's headquarters made, and nothing that birch's made
    O   200, with nothing of any region
    C   201, with nothing of any region
    0 1 3 4 5   400, 401, 403, 404, 405
    s   to the sign-in page       f   to the second factor       >   elsewhere within the site

`name@east` is the address of something in the east of alder; `name@birch` asks alder for something that is
birch's. Without either, an address is that of something in the west. A line that begins with a method other
than GET sends what `SENDS` holds for it. Methods on no line are refused to everybody.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.factories import an_id
from tests.matrix_world import ASKERS, Half, Place, World
from tests.reports.photos import photo

TABLE = """
                            obs reg co  clk ana leg hea res sec adm aud | for str pwd rtk ftk pho bro
alive                       O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
ready                       O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
set_language                >   >   >   >   >   >   >   >   >   >   >   | >   >   >   >   >   >   >
dashboard:home              O   >   >   O   >   >   >   >   >   >   >   | >   s   f   s   s   s   s
account_login               >   >   >   >   >   >   >   >   >   >   >   | >   O   >   O   O   O   O
account_logout              O   O   O   O   O   O   O   O   O   O   O   | O   >   O   >   >   >   >
account_inactive            O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
account_reauthenticate      3   3   3   3   3   3   3   3   3   3   3   | 3   s   3   s   s   s   s
account_change_password     >   >   >   >   >   >   >   >   >   >   >   | >   s   f   s   s   s   s
account_set_password        O   O   O   O   O   O   O   O   O   O   O   | O   s   f   s   s   s   s
mfa_index                   O   O   O   O   O   O   O   O   O   O   O   | O   s   O   s   s   s   s
mfa_authenticate            >   >   >   >   >   >   >   >   >   >   >   | >   s   >   s   s   s   s
mfa_reauthenticate          3   3   3   3   3   3   3   3   3   3   3   | 3   s   3   s   s   s   s
mfa_activate_totp           O   O   O   O   O   O   O   O   O   O   O   | O   s   O   s   s   s   s
mfa_deactivate_totp         4   4   4   4   4   4   4   4   4   4   4   | 4   s   f   s   s   s   s
mfa_view_recovery_codes     4   4   4   4   4   4   4   4   4   4   4   | 4   s   4   s   s   s   s
mfa_generate_recovery_codes O   O   O   O   O   O   O   O   O   O   O   | O   s   O   s   s   s   s
mfa_download_recovery_codes 4   4   4   4   4   4   4   4   4   4   4   | 4   s   4   s   s   s   s
mfa_list_webauthn           O   O   O   O   O   O   O   O   O   O   O   | O   s   O   s   s   s   s
mfa_add_webauthn            O   O   O   O   O   O   O   O   O   O   O   | O   s   O   s   s   s   s
mfa_reauthenticate_webauthn 3   3   3   3   3   3   3   3   3   3   3   | 3   s   3   s   s   s   s
mfa_remove_webauthn         4   4   4   4   4   4   4   4   4   4   4   | 4   s   f   s   s   s   s
mfa_edit_webauthn           4   4   4   4   4   4   4   4   4   4   4   | 4   s   f   s   s   s   s
mfa_login_webauthn          >   >   >   >   >   >   >   >   >   >   >   | >   s   >   s   s   s   s
field:today                 1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   W
field:enrol_code            O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
field:enrol                 O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
field:fill                  1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   O
field:send                  1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   >
field:receipt               1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   W
field:receipt@east          1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
field:receipt@birch         1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   4
POST field:enrol_code       >   >   >   >   >   >   >   >   >   >   >   | >   >   f   >   >   >   >
POST field:enrol            >   >   >   >   >   >   >   >   >   >   >   | >   >   f   >   >   >   >
POST field:fill             1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   O
POST field:send             1   1   1   1   1   1   1   1   1   1   1   | 1   1   f   1   1   1   O
POST api:send_reports       1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   C   1
POST api:send_attachment    1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   C   1
POST api:send_attachment@east  1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   4   1
POST api:send_attachment@birch 1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   4   1
POST dashboard:glass        3   3   3   3   3   3   3   3   3   >   3   | 4   4   f   4   4   4   4
problem                     O   O   O   O   O   O   O   O   O   O   O   | O   O   f   O   O   O   O
api:reference               O   O   O   O   O   O   O   O   O   O   O   | O   O   1   O   O   O   O
api:schema                  O   O   O   O   O   O   O   O   O   O   O   | O   O   1   O   O   O   O
api:send_reports            1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   5   1
api:receipts                1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   W   1
api:send_attachment         1   1   1   1   1   1   1   1   1   1   1   | 1   1   1   1   1   5   1
api:regions                 3   A   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:stations                3   A   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:checklists              3   O   O   3   O   O   O   O   O   3   O   | 4   1   1   O   4   1   1
api:version                 3   O   O   3   O   O   O   O   O   3   O   | 4   1   1   O   4   1   1
api:reports                 3   W   A   O   A   A   A   A   3   3   3   | 4   1   1   A   4   1   1
api:report                  3   W   W   4   W   W   W   W   3   3   3   | 4   1   1   W   4   1   1
api:report@east             3   4   E   4   E   E   E   E   3   3   3   | 4   1   1   E   4   1   1
api:report@birch            3   4   4   4   4   4   4   4   3   3   3   | 4   1   1   4   4   1   1
api:incidents               3   W   A   3   A   A   A   A   A   3   3   | 4   1   1   A   4   1   1
dashboard:glass             3   3   3   3   3   3   3   3   3   O   3   | 4   4   f   4   4   4   4
dashboard:board             3   W   A   3   A   A   A   A   A   3   A   | 4   4   f   4   4   4   4
dashboard:region            3   W   W   3   W   W   W   W   W   3   W   | 4   4   f   4   4   4   4
dashboard:region@east       3   4   E   3   E   E   E   E   E   3   E   | 4   4   f   4   4   4   4
dashboard:station           3   W   W   3   W   W   W   W   W   3   W   | 4   4   f   4   4   4   4
dashboard:station@east      3   4   E   3   E   E   E   E   E   3   E   | 4   4   f   4   4   4   4
dashboard:reports           3   W   A   O   A   A   A   A   3   3   3   | 4   4   f   4   4   4   4
dashboard:report            3   W   W   4   W   W   W   W   3   3   3   | 4   4   f   4   4   4   4
dashboard:report@east       3   4   E   4   E   E   E   E   3   3   3   | 4   4   f   4   4   4   4
dashboard:report@birch      3   4   4   4   4   4   4   4   3   3   3   | 4   4   f   4   4   4   4
dashboard:attachment        3   W   W   3   W   W   W   W   3   3   3   | 4   4   f   4   4   4   4
dashboard:attachment@east   3   4   E   3   E   E   E   E   3   3   3   | 4   4   f   4   4   4   4
dashboard:attachment@birch  3   4   4   3   4   4   4   4   3   3   3   | 4   4   f   4   4   4   4
dashboard:thumbnail         3   W   W   3   W   W   W   W   3   3   3   | 4   4   f   4   4   4   4
dashboard:thumbnail@east    3   4   E   3   E   E   E   E   3   3   3   | 4   4   f   4   4   4   4
dashboard:thumbnail@birch   3   4   4   3   4   4   4   4   3   3   3   | 4   4   f   4   4   4   4
dashboard:summaries         3   3   M   3   M   M   M   M   3   3   M   | 4   4   f   4   4   4   4
dashboard:compose           3   3   5   3   5   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:compose      3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:job               3   3   M   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:job@birch         3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:edition           3   3   M   3   M   M   M   M   3   3   M   | 4   4   f   4   4   4   4
dashboard:edition@birch     3   3   4   3   4   4   4   4   3   3   4   | 4   4   f   4   4   4   4
dashboard:exports           3   3   O   3   O   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:exports      3   3   >   3   >   3   >   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:export_file       3   3   M   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:export_file@birch 3   3   4   3   4   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:phones            3   W   A   3   3   3   A   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:invite_phone      3   5   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:invite_phone 3   O   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:invite_phone@east  3   4   O   3   3   3   O   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:invite_phone@birch 3   4   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
dashboard:shut_out          3   5   5   3   3   3   5   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:shut_out     3   >   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:shut_out@east      3   4   >   3   3   3   >   3   3   3   3   | 4   4   f   4   4   4   4
POST dashboard:shut_out@birch     3   4   4   3   3   3   4   3   3   3   3   | 4   4   f   4   4   4   4
api:board                   3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:figures                 3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:coverage                3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:violations              3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:answers                 3   W   A   3   A   A   A   A   A   3   A   | 4   1   1   A   4   1   1
api:live                    3   O   O   3   O   O   O   O   O   3   O   | 4   1   1   O   4   1   1
"""

# What a page shows of a place it may show, and of no other.
SHOWS: Mapping[str, Callable[[Place], str]] = {
    "field:today": lambda place: place.codes[0],
    "field:receipt": lambda place: place.codes[0],
    "api:receipts": lambda place: place.codes[0],
    "api:regions": lambda place: f'"code":"{place.region}"',
    "api:stations": lambda place: f'"code":"{place.station}"',
    "api:reports": lambda place: str(place.report),
    "api:report": lambda place: place.words,
    "api:incidents": lambda place: str(place.incident),
    "api:board": lambda place: f'"code":"{place.region}","name"',
    "api:coverage": lambda place: f'"code":"{place.region}"',
    "api:violations": lambda place: f'"region":"{place.region}"',
    "dashboard:board": lambda place: f"/regions/{place.region}/",
    "dashboard:region": lambda place: f"/stations/{place.station}/",
    "dashboard:station": lambda place: f"Polling station {place.station}",
    "dashboard:reports": lambda place: f"/reports/{place.report}/",
    "dashboard:report": lambda place: place.words,
    "dashboard:phones": lambda place: f"/phones/shut-out/{place.enrolled}/",
    "dashboard:attachment": lambda place: str(place.photo),
    "dashboard:thumbnail": lambda place: str(place.photo),
}


# Reports received, and openings among them: all of alder, and its west.
RECEIVED, OPENINGS = {"A": 7, "W": 4, "E": 3}, {"A": 5, "W": 3}


def received(letter: str) -> str:
    """How the API tells how many reports a figure rests on: it tells regions and missions apart."""
    return f'"received":{RECEIVED[letter]},'


# What else an answer must hold, as a regular expression.
NUMBERS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("api:board", "api:figures", "api:coverage", "api:violations"), received),
    "api:answers": lambda letter: f'"received":{OPENINGS[letter]},',
    "dashboard:region": lambda letter: f'data-text="reports.number">{RECEIVED[letter]}<',
    "dashboard:board": lambda letter: f"Received</dt><dd><[^>]*>{RECEIVED[letter]}<",
}

# What headquarters made, where no region tells whose it is.
MADE: Mapping[str, Callable[[Half], str]] = {
    "dashboard:summaries": lambda half: f"/editions/{half.edition.pk}/",
    "dashboard:job": lambda half: f"/editions/{half.edition.pk}/",
    "dashboard:edition": lambda half: half.edition_words,
    "dashboard:export_file": lambda half: half.export_words,
}

# What some may not be told by any address, whatever else it shows them.
NEVER: Mapping[str, Callable[[Place], tuple[str, ...]]] = {
    "security": lambda place: (place.words, place.codes[0]),
    **dict.fromkeys(
        ("auditor", "administrator", "observer", "clerk", "foreign_head", "stranger", "foreign_token"),
        lambda place: (place.words, place.story, *place.codes),
    ),
}
# Both missions watch one election: its regions and stations are no secret between them. Where a page has
# figures beside them, `NUMBERS` tells whose they are.
REGISTER = frozenset(
    {"api:regions", "api:stations", "api:board", "api:coverage", "api:violations"}
    | {"dashboard:board", "dashboard:region", "dashboard:station"}
)

# What is asked beyond the address.
QUERIES: Mapping[str, Callable[[World], str]] = {
    "api:answers": lambda _world: "checklist=opening",
    "api:receipts": lambda world: "&".join(
        f"id={place.report}" for half in (world.alder, world.birch) for place in half.places.values()
    ),
}


def form(**fields: str) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def a_report(world: World) -> tuple[str, bytes]:
    """A report of the phone's own team, as it goes over the wire."""
    sent = {
        "id": str(an_id()),
        "form": bytes(world.alder.ground.opening.content_hash).hex(),
        "made_at": "2026-10-04T08:00:00+05:00",
        "visit": {"id": str(an_id()), "station": "W-3"},
        "answers": {"A1": "yes"},
    }
    return "application/json", json.dumps({"reports": [sent]}).encode()


def a_photo(_world: World) -> tuple[str, bytes]:
    fields = {"id": str(an_id()), "question": "A16", "file": ContentFile(photo(), "photo.jpg")}
    return MULTIPART_CONTENT, encode_multipart(BOUNDARY, fields)


# What is sent with a method that is not GET: content type and body. An empty form where there is nothing.
SENDS: Mapping[str, Callable[[World], tuple[str, bytes]]] = {
    "POST field:enrol_code": lambda world: form(code=world.invitation),
    "POST api:send_reports": a_report,
    "POST api:send_attachment": a_photo,
    "POST dashboard:shut_out": lambda _world: form(reason="Lost on the road."),
    "POST dashboard:exports": lambda _world: form(checklist="opening"),
    "POST dashboard:glass": lambda _world: form(reason="A report cannot be found at all.", minutes="15"),
}


def lines() -> dict[str, dict[str, str]]:
    """Line ("name", "name@east" or "POST name") to asker to letter."""
    found = {}
    for text in TABLE.strip().splitlines()[1:]:
        words = [word for word in text.split() if word != "|"]
        letters = words[-len(ASKERS) :]
        found[" ".join(words[: -len(ASKERS)])] = dict(zip(ASKERS, letters, strict=True))
    return found
