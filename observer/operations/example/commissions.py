"""The chain of commissions beside the regions: how many stood where was not found, so all below is synthetic.

The way of a protocol of the party lists is real (Constitutional Act on Elections): precinct, territorial,
central. That of the local councils (precinct, district, territorial) is assumed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from observer.elections.models import Commission, Contest, Election, Region
from observer.elections.register import CommissionRow, add_commissions
from observer.operations.example.country import OUTSIDE, ROOT, Place, district_counts

Level = Commission.Level
CENTRAL = "CEC"
CENTRAL_NAMES = {
    "en": "Central Election Commission",
    "ru": "Центральная избирательная комиссия",
    "kk": "Орталық сайлау комиссиясы",
}


def territorial_of(code: str) -> str:
    """The code of a region's or a district's territorial commission: TEC-akmola, TEC-akmola-03."""
    return f"TEC-{code}"


def district_of(code: str) -> str:
    """The code of a district's commission for the local councils: DEC-akmola-03."""
    return f"DEC-{code}"


def precinct_of(station: str) -> str:
    """The code of a station's own commission: PEC-0001 of KZ-0001."""
    return f"PEC-{station.removeprefix('KZ-')}"


def add_chains(
    election: Election,
    regions: Mapping[str, Region],
    contests: Mapping[str, Contest],
    places: Sequence[Place],
) -> None:
    """The common chain down to every station, and that of the local councils beside it."""
    add_commissions(election=election, regions=regions, rows=[*_common(regions), *_precincts(places)])
    councils = list(_councils(regions))
    add_commissions(election=election, regions=regions, rows=councils, contest=contests["maslikhat"])


def _common(regions: Mapping[str, Region]) -> Iterator[CommissionRow]:
    yield CommissionRow(CENTRAL, Level.CENTRAL, CENTRAL_NAMES, region=ROOT)
    for code, number in district_counts().items():
        above = CENTRAL
        if code != OUTSIDE:
            above = territorial_of(code)
            names = _of_region(regions[code], ("Territorial commission", "Территориальная комиссия"))
            yield CommissionRow(above, Level.TERRITORIAL, names, CENTRAL, code, synthetic=True)
        for district in _districts(code, number):
            names = _numbered(regions[code], district, ("territorial", "территориальная", "аумақтық"))
            yield CommissionRow(territorial_of(district), Level.DISTRICT, names, above, code, synthetic=True)


def _councils(regions: Mapping[str, Region]) -> Iterator[CommissionRow]:
    for code, number in district_counts().items():
        if code == OUTSIDE:
            continue
        above = territorial_of(code)
        names = _of_region(regions[code], ("Territorial commission", "Территориальная комиссия"))
        yield CommissionRow(above, Level.TERRITORIAL, names, "", code, counterpart=above, synthetic=True)
        for district in _districts(code, number):
            yield CommissionRow(
                district_of(district),
                Level.DISTRICT,
                _numbered(regions[code], district, ("district", "окружная", "округтік")),
                above,
                code,
                counterpart=territorial_of(district),
                synthetic=True,
            )


def _precincts(places: Sequence[Place]) -> Iterator[CommissionRow]:
    for place in places:
        code, above = precinct_of(place.code), territorial_of(place.district)
        names = {
            "en": f"Precinct commission {place.code}",
            "ru": f"Участковая комиссия {place.code}",
            "kk": f"Учаскелік комиссия {place.code}",
        }
        yield CommissionRow(code, Level.PRECINCT, names, above, place.region, synthetic=True)


def _districts(region: str, number: int) -> list[str]:
    return [f"{region}-{at:02}" for at in range(1, number + 1)]


def _of_region(region: Region, words: tuple[str, str]) -> dict[str, str]:
    english, russian = words
    return {
        "en": f"{english}: {region.names['en']}",
        "ru": f"{russian}: {region.names['ru']}",
        "kk": f"Аумақтық комиссия: {region.names['kk']}",
    }


def _numbered(region: Region, district: str, kinds: tuple[str, str, str]) -> dict[str, str]:
    """ "Akmola, territorial commission 3 (synthetic)"."""
    number = int(district.rsplit("-", 1)[1])
    english, russian, kazakh = kinds
    return {
        "en": f"{region.names['en']}, {english} commission {number} (synthetic)",
        "ru": f"{region.names['ru']}, {russian} комиссия {number} (синтетическая)",
        "kk": f"{region.names['kk']}, {number}-{kazakh} комиссия (синтетикалық)",
    }
