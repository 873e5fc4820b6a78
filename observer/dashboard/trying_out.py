"""Sample answers through the real check of a draft, and the draft as a phone shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.views.decorators.clickjacking import xframe_options_sameorigin

from observer.checklists.authoring import authored
from observer.checklists.check import CompiledVersion, compile_version
from observer.checklists.checked import CheckedAnswers
from observer.checklists.definition import DefinitionInvalid, read
from observer.checklists.form import ChecklistForm
from observer.checklists.models import Checklist, Draft, Version
from observer.checklists.unfinished import with_all_texts
from observer.checklists.wording import describe, describe_definition
from observer.dashboard.designing import checklist_of, says_json, sent_json
from observer.dashboard.pages import draw, mission_page
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import INVALID, Problem

MAX_FAULTS_SHOWN = 20


@mission_page(Act.EDIT_CHECKLIST, "POST")
@says_json
def design_try(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """What the check says of sample answers to the document that was sent; nothing is kept."""
    checklist_of(membership, checklist)
    sent = sent_json(request)
    document, answers = sent.get("document"), sent.get("answers")
    if not isinstance(document, dict) or not isinstance(answers, dict):
        raise Problem(INVALID)
    language = str(sent.get("language") or "en")
    compiled, faults = _compiled(document)
    if compiled is None:
        return JsonResponse({"faults": faults})
    return JsonResponse(_told(compiled, answers, language, timezone.localtime()))


def _told(compiled: CompiledVersion, answers: dict[str, Any], language: str, now: datetime) -> dict[str, Any]:
    checked = compiled.check(answers, now=now)
    relevant = compiled.relevant(answers, now=now)
    asked = [question.code for question in compiled.definition.questions()]
    return {
        "shown": [code for code in asked if code in relevant],
        "hidden": [code for code in asked if code not in relevant],
        "flags": [
            {
                "question": flag.question,
                "rule": flag.rule,
                "category": flag.category,
                "severity": flag.severity,
                "basis": flag.basis,
            }
            for flag in checked.flags
        ],
        "problems": [
            {"question": each.question, "code": each.code, "text": describe(each, language)}
            for each in checked.problems
        ],
        "values": _worked_out(compiled, checked),
    }


def _worked_out(compiled: CompiledVersion, checked: CheckedAnswers) -> list[tuple[str, str]]:
    """What the form calculated."""
    silent = [question.code for question in compiled.definition.questions() if question.calculate]
    return [(code, str(checked.answers[code])) for code in silent if code in checked.answers]


def _compiled(document: dict[str, Any]) -> tuple[CompiledVersion | None, list[str]]:
    """The document made ready to check answers, missing texts apart; or what keeps it from that."""
    try:
        return compile_version(read(with_all_texts(document))), []
    except DefinitionInvalid as invalid:
        language = translation.get_language() or "en"
        return None, [describe_definition(each, language) for each in invalid.problems[:MAX_FAULTS_SHOWN]]


@csp_replace({"frame-ancestors": [SELF]})
@xframe_options_sameorigin
@mission_page(Act.EDIT_CHECKLIST, "GET", "HEAD", "POST")
def design_preview(request: HttpRequest, membership: Membership, checklist: str) -> HttpResponse:
    """The page observers fill in, of the draft or else of the newest version; what is typed goes nowhere."""
    found = checklist_of(membership, checklist)
    compiled, faults = _compiled(_shown(found))
    if compiled is None:
        return draw(request, membership, "design_preview", faults=faults, direction="", language="")
    languages = compiled.definition.languages
    asked = request.GET.get("language", "")
    language = asked if asked in languages else compiled.definition.default_language
    form = ChecklistForm(
        compiled,
        language=language,
        now=timezone.localtime(),
        data=request.POST if request.method == "POST" else None,
    )
    with translation.override(_of_the_pages(language)):
        return draw(
            request,
            membership,
            "design_preview",
            form=form,
            # Asked first: the page tells of problems at its head.
            fits=form.is_bound and form.is_valid(),
            title=form.words(compiled.definition.titles),
            language=language,
            direction=_direction(language, mirrored=request.GET.get("mirror") == "1"),
        )


def _shown(checklist: Checklist) -> dict[str, Any]:
    draft = Draft.objects.filter(checklist=checklist).first()
    if draft is not None:
        return dict(draft.document)
    newest = Version.objects.filter(checklist=checklist).order_by("-number").first()
    return authored(newest.definition) if newest else {}


def _of_the_pages(language: str) -> str:
    """The language of the page's own words: the form's, where the software speaks it."""
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return translation.get_language() or "en"


def _direction(language: str, *, mirrored: bool) -> str:
    try:
        right_to_left = bool(get_language_info(language.partition("-")[0])["bidi"])
    except KeyError:
        right_to_left = False
    return "rtl" if right_to_left or mirrored else "ltr"
