"""What the columns mean: every question with its words, choices and versions, and why some have no column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from observer.exports.columns import Asked, choices

# A cell holds no more words than a person reads.
MAX_CHOICES_TOLD = 200
HEADER = ("question", "section", "type", "label", "choices", "protocol", "contest", "versions", "left_out")
# The fixed columns. English, as are their names: machines and analysts of all languages read them.
FIXED: Mapping[str, str] = {
    "report": "identity of the report, the same through all its revisions; without teams and exact times a "
    "stand-in for it, since the identity itself tells when it was made",
    "version": "number of the version of the checklist it was answered in",
    "phase": "phase of election day",
    "region": "lowest region the place lies in",
    "station": "code of the polling station; empty where the report is tied to none",
    "settlement": "urban, rural or abroad",
    "team": "code of the team; never a name",
    "visit": "identity of the visit; several reports share one",
    "arrived_at": "arrival at the station, as sent",
    "made_at": "when the report was finished, by the phone's clock",
    "received_at": "when the server received the report",
    "hour": "hour of election day the report counts in, by the station's clock; past midnight it runs on",
    "outcome": "what became of the report; counted and without_results are in the figures",
    "channel": "how it came",
    "language": "language it was answered in",
    "synthetic": "true: made up, nothing here happened",
}


def codebook(asked: Iterable[Asked], left_out: Mapping[str, str], language: str) -> Iterator[tuple[str, ...]]:
    """The lines below `HEADER`: the fixed columns, then every question."""
    for name, meaning in FIXED.items():
        yield (name, "", "fixed", meaning, "", "", "", "", "")
    for one in asked:
        question = one.question
        # Thousands of choices are a list of their own, not a cell.
        listed = choices(one, language) if len(question.choices) <= MAX_CHOICES_TOLD else {}
        yield (
            question.code,
            one.definition.in_language(one.section, language)[0],
            question.type,
            one.label(language),
            "; ".join(f"{code} = {label}" for code, label in listed.items())
            or (question.choices_from and f"list {question.choices_from}"),
            question.protocol or "",
            question.contest or "",
            " ".join(str(number) for number in one.versions),
            left_out.get(question.code, ""),
        )
