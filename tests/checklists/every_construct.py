"""A checklist with every construct a form can have, for tests of what draws, reads and shows forms."""

from __future__ import annotations

from typing import Any

from tests.documents import choices, question

VILLAGES = 10_000


def village_list(count: int) -> dict[str, Any]:
    """Villages of two districts, every other one in each."""
    return {
        "columns": ["district"],
        "choices": [
            {
                "code": f"v{number}",
                "labels": {"en": f"Village {number:05} {'Alma' if number % 2 else 'Terek'}"},
                "values": {"district": "north" if number % 2 else "south"},
            }
            for number in range(1, count + 1)
        ],
    }


def every_construct(villages: int = 200) -> dict[str, Any]:
    """`villages`: how many choices the longest list has."""
    return {
        "code": "every",
        "phase": "voting",
        "languages": ["en"],
        "default_language": "en",
        "titles": {"en": "Every construct"},
        "lists": {"villages": village_list(villages)},
        "sections": [arrival(), people(), boxes(), evidence()],
    }


def arrival() -> dict[str, Any]:
    return {
        "code": "arrival",
        "titles": {"en": "Arrival"},
        "questions": [
            question("welcome", "note", labels={"en": "Look at the door before you go in."}),
            question("A1", "yes_no", required=True, labels={"en": "Was the station open?"}),
            question("A2", "time", labels={"en": "When did you arrive?"}),
            question("A3", "date", labels={"en": "Which day was it?"}),
            question("A4", "datetime", labels={"en": "When did the voting begin?"}),
            question("district", "one_of", labels={"en": "District"}, choices=choices("north", "south")),
            question(
                "village",
                "one_of",
                labels={"en": "Village"},
                choices_from="villages",
                choice_filter="district = ${district}",
                show_when="${district} != ''",
            ),
            question("A7", "geopoint", labels={"en": "Where is the entrance?"}),
            question(
                "why_closed",
                "text",
                labels={"en": "Why was it closed?"},
                show_when="${A1} = 'no'",
                required_when="${A1} = 'no'",
                required_message={"en": "Please say why the station was closed."},
            ),
        ],
    }


def people() -> dict[str, Any]:
    return {
        "code": "people",
        "titles": {"en": "People"},
        "groups": [
            {"code": "counted", "titles": {"en": "Voters counted"}},
            {"code": "judged", "titles": {"en": "Your view"}, "show_when": "${voters} > 0"},
        ],
        "questions": [
            question("voters", "integer", labels={"en": "Voters in the room"}, group="counted", maximum=500),
            question(
                "women",
                "integer",
                labels={"en": "Women among them"},
                group="counted",
                constraint=". <= ${voters}",
                constraint_message={"en": "More women than voters: please check both."},
            ),
            question(
                "men", "calculated", labels={"en": "Men"}, group="counted", calculate="${voters} - ${women}"
            ),
            question("said", "note", labels={"en": "So ${men} of ${voters} were men."}, group="counted"),
            question("order", "range", labels={"en": "How orderly?"}, group="judged", minimum=1, maximum=5,
                     step=1),
            question("crowd", "range", labels={"en": "How full, in percent?"}, group="judged", minimum=0,
                     maximum=100, step=5),
            question("worst", "rank", labels={"en": "What hindered most?"}, group="judged",
                     choices=choices("queue", "heat", "noise")),
            question("seen", "many_of", labels={"en": "Who was there?"}, group="judged",
                     choices=choices("police", "agents", "other")),
            question("seen_other", "text", labels={"en": "Who else?"}, group="judged",
                     show_when="selected(${seen}, 'other')", max_length=100),
        ],
    }  # fmt: skip


def boxes() -> dict[str, Any]:
    return {
        "code": "boxes",
        "titles": {"en": "Ballot boxes"},
        "questions": [
            question(
                "box",
                "repeat",
                labels={"en": "Ballot box"},
                questions=[
                    question("kind", "one_of", labels={"en": "Kind of box"}, required=True,
                             choices=choices("fixed", "mobile")),
                    question("serial", "barcode", labels={"en": "Number of the seal"}),
                    question("slot", "text", labels={"en": "Where did the box go?"}, max_length=100,
                             show_when="${kind} = 'mobile'"),
                    question("seal", "repeat", labels={"en": "Further seal"},
                             questions=[question("mark", "text", labels={"en": "Mark"}, max_length=40)]),
                ],
            ),
            question("box_count", "calculated", calculate="count(${box})"),
            question("agents", "integer", labels={"en": "How many agents were there?"}, maximum=5),
            question(
                "agent",
                "repeat",
                labels={"en": "Agent"},
                count="${agents}",
                questions=[question("list", "text", labels={"en": "For which list?"}, max_length=60)],
            ),
        ],
    }  # fmt: skip


def evidence() -> dict[str, Any]:
    return {
        "code": "evidence",
        "titles": {"en": "Evidence"},
        "questions": [
            question("photo", "photo", labels={"en": "A photo of the hall"}),
            question("sound", "audio", labels={"en": "What was said"}),
            question("film", "video", labels={"en": "A video"}),
            question("paper", "file", labels={"en": "A paper"}),
            question("read", "acknowledge", labels={"en": "I have kept my distance from the booths."}),
            question("source", "hidden", default="door"),
        ],
    }
