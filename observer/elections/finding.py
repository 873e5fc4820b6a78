"""Finding a station or a commission by what somebody can make out of its code or remember of its name."""

from __future__ import annotations

from enum import IntEnum
from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Upper

from observer.elections.spelling import FROM, TO, folded

Found = TypeVar("Found", bound=models.Model)

# Shorter ones are in too many names, and in the codes of languages beside them.
SHORTEST_NAME = 3


class Likeness(IntEnum):
    """How a code or name is like what was typed; the least is the best."""

    CODE = 0
    NUMBER = 1
    END = 2
    BEGINNING = 3
    PART = 4
    NAME = 5


def like(rows: QuerySet[Found], typed: str) -> QuerySet[Found]:
    """The rows whose `code` or `names` are like `typed`, each with its `likeness`.

    "27" finds KZ-0027 before KZ-0270, "кз 0027" finds KZ-0027. One pass over the rows given: 9,764 stations
    take some twenty milliseconds. Nothing is like an empty text.
    """
    spelled, name = folded(typed), typed.strip()
    by_name = len(name) >= SHORTEST_NAME
    found: Any = rows if spelled or by_name else rows.none()
    found = found.annotate(folded_code=_folded(), names_text=Cast("names", models.TextField()))
    matches = Q(folded_code__contains=spelled) if spelled else Q(pk__in=[])
    if by_name:
        matches |= Q(names_text__icontains=name)
    likely: QuerySet[Found] = found.filter(matches).annotate(likeness=_likeness(spelled))
    return likely


def _folded() -> Func:
    text = models.TextField()
    return Func(Upper(F("code")), Value(FROM), Value(TO), function="translate", output_field=text)


def _likeness(spelled: str) -> Case:
    if not spelled:
        return Case(default=Value(Likeness.NAME.value), output_field=models.SmallIntegerField())
    number = spelled.lstrip("0")
    ranks = [When(folded_code=spelled, then=Value(Likeness.CODE.value))]
    if number.isdecimal():
        same_number = Q(folded_code__regex=rf"(^|[^0-9])0*{number}$")
        ranks.append(When(same_number, then=Value(Likeness.NUMBER.value)))
    ranks += [
        When(folded_code__endswith=spelled, then=Value(Likeness.END.value)),
        When(folded_code__startswith=spelled, then=Value(Likeness.BEGINNING.value)),
        When(folded_code__contains=spelled, then=Value(Likeness.PART.value)),
    ]
    return Case(*ranks, default=Value(Likeness.NAME.value), output_field=models.SmallIntegerField())
