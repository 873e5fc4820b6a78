"""What the style sheets promise: readable in light and dark, the same dark both ways, small."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent / "static"
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")


def colours(selector: str) -> dict[str, str]:
    """The colour tokens of the first block opened by `selector`."""
    block = TOKENS.split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"(--[a-z0-9-]+): (#[0-9a-f]{6});", block))


LIGHT = colours(":root")
DARK = colours(':root:not([data-theme="light"])')
TEXT_ON = [
    ("--ink", ("--ground", "--surface", "--surface-sunk", "--accent-wash")),
    ("--ink-soft", ("--ground", "--surface", "--surface-sunk")),
    ("--accent", ("--ground", "--surface", "--accent-wash")),
    ("--accent-strong", ("--ground", "--surface", "--accent-wash")),
    ("--on-accent", ("--accent", "--accent-strong")),
    ("--on-severity", ("--critical", "--serious", "--procedural", "--note")),
    *[
        (f"--{name}", (f"--{name}-wash", "--surface"))
        for name in ("critical", "serious", "procedural", "note", "good", "waiting", "synthetic")
    ],
]
LINE_ON = [
    ("--line-strong", ("--surface", "--ground")),
    ("--focus", ("--surface", "--ground", "--accent-wash")),
]


def luminance(colour: str) -> float:
    """Relative luminance, 0..1 (WCAG 2.2, definition of relative luminance)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(theme: dict[str, str]) -> None:
    weak = [
        (ink, ground, round(contrast(theme[ink], theme[ground]), 2))
        for ink, grounds in TEXT_ON
        for ground in grounds
        if contrast(theme[ink], theme[ground]) < 4.5
    ]
    assert weak == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_control_borders_and_the_focus_ring_stand_out(theme: dict[str, str]) -> None:
    weak = [
        (line, ground, round(contrast(theme[line], theme[ground]), 2))
        for line, grounds in LINE_ON
        for ground in grounds
        if contrast(theme[line], theme[ground]) < 3
    ]
    assert weak == []


def test_dark_is_the_same_whether_the_phone_or_the_person_asks() -> None:
    assert colours(':root[data-theme="dark"]') == DARK


def test_the_steps_of_share_go_one_way() -> None:
    for theme, falling in ((LIGHT, True), (DARK, False)):
        steps = [luminance(theme[f"--share-{step}"]) for step in range(1, 7)]
        assert steps == sorted(steps, reverse=falling)


SIDES = re.compile(
    r"(?:margin|padding|border)-(?:left|right)|(?:^|[\s;{])(?:left|right)\s*:|(?:float|text-align):\s*(?:left|right)"
)


def test_no_sheet_names_a_side_of_the_page() -> None:
    """Right-to-left pages use the same sheets: only start and end, never left and right."""
    sheets = {
        str(path.relative_to(STATIC)): path.read_text(encoding="utf-8") for path in STATIC.rglob("*.css")
    }
    assert {name: SIDES.findall(text) for name, text in sheets.items() if SIDES.search(text)} == {}


def test_what_every_page_loads_is_small() -> None:
    sheets = [STATIC / "css" / name for name in ("tokens.css", "base.css")]
    compressed = sum(len(gzip.compress(path.read_bytes())) for path in sheets)
    assert compressed < 8_000, f"tokens and base weigh {compressed} bytes compressed"
