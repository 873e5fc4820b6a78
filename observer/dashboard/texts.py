"""Reading what observers wrote: searching it, saying what it is about, citing it under a finding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from observer.checklists.models import Checklist, Phase, Version
from observer.cursors import NewestFirst
from observer.dashboard.deciding import refusal_of, way_back
from observer.dashboard.filtering import LONGEST, RegionFilter, any_of
from observer.dashboard.pages import draw, mission_page, paged
from observer.elections.models import in_language
from observer.findings.citing import cite
from observer.findings.models import Draft, Statement
from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.reports.models import TextTag, WrittenText
from observer.reports.models.text import WrittenTextQuerySet
from observer.reports.texts import add_area, areas_of, searched, tag, untag


class TextFilter(RegionFilter):
    words = forms.CharField(label=gettext_lazy("Words"), max_length=LONGEST)
    phase = forms.ChoiceField(label=gettext_lazy("Phase"), choices=any_of(Phase.choices))
    form = forms.ChoiceField(label=gettext_lazy("Form"))
    question = forms.CharField(label=gettext_lazy("Question"), max_length=64)
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    area = forms.ChoiceField(label=gettext_lazy("Area"))

    field_order = ("words", "area", "region", "phase", "form", "question", "language")

    def offer(self, membership: Membership) -> None:
        super().offer(membership)
        forms_there = Checklist.objects.filter(mission=membership.mission_id).order_by("pk")
        spoken = [(code, language_name(code)) for code in membership.mission.languages]
        self.fields["language"].choices = any_of(spoken)  # type: ignore[attr-defined]
        areas = [("-", gettext_lazy("without an area")), *areas_of(membership.mission_id).items()]
        self.fields["form"].choices = any_of([(one.code, one.name) for one in forms_there])  # type: ignore[attr-defined]
        self.fields["area"].choices = any_of(areas)  # type: ignore[attr-defined]

    def narrow(self, texts: WrittenTextQuerySet, membership: Membership) -> Any:
        rows: Any = texts
        if path := self.region_path(membership):
            rows = rows.filter(report__region__path__startswith=path)
        for name, column in (("phase", "phase"), ("question", "question"), ("language", "language")):
            if value := self.value(name):
                rows = rows.filter(**{column: value})
        if form := self.value("form"):
            rows = rows.filter(report__checklist__code=form)
        if words := self.value("words"):
            rows = rows.filter(searched(words))
        return self._of_area(rows, membership.mission_id)

    def _of_area(self, rows: Any, mission_id: int) -> Any:
        tags = TextTag.objects.filter(mission=mission_id, removed_at__isnull=True)
        match self.value("area"):
            case "":
                return rows
            case "-":
                return rows.exclude(Exists(tags.filter(text=OuterRef("pk"))))
            case area:
                return rows.filter(pk__in=tags.filter(area=area).values("text"))


class TagForm(forms.Form):
    area = forms.CharField(max_length=32)


class AreaForm(forms.Form):
    name = forms.CharField(max_length=80)


class CiteForm(forms.Form):
    finding = forms.IntegerField(min_value=1, max_value=2**62)
    note = forms.CharField(max_length=300, required=False)


@mission_page(Act.SEE_ANSWERS)
def text_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What was written in reports as they stand, newest first."""
    filters = TextFilter.read(request, membership)
    texts = filters.narrow(as_lines(WrittenText.objects.all().visible_to(membership).current()), membership)
    listed = paged(request, texts, NewestFirst())
    areas = areas_of(membership.mission_id)
    name_them(listed["rows"], areas)
    may_cite = may(membership, Act.WRITE_FINDINGS)
    return draw(
        request,
        membership,
        "texts",
        listed=listed,
        filters=filters,
        areas=areas.items(),
        may_tag=may(membership, Act.TAG_TEXT),
        may_cite=may_cite,
        findings=findings_of(membership) if may_cite else (),
        here=request.get_full_path(),
    )


@mission_page(Act.TAG_TEXT, "POST")
def text_tag(request: HttpRequest, membership: Membership, text: int) -> HttpResponse:
    found, form = text_of(membership, text), TagForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    tag(text=found, by=membership, area=form.cleaned_data["area"])
    return _back(request, membership, found)


@mission_page(Act.TAG_TEXT, "POST")
def text_untag(request: HttpRequest, membership: Membership, text: int, tag: int) -> HttpResponse:
    found = text_of(membership, text)
    chosen = found.tags.filter(pk=tag, removed_at__isnull=True).select_related("text__report__region").first()
    if chosen is None:
        raise Http404
    untag(tag=chosen, by=membership)
    return _back(request, membership, found)


@mission_page(Act.TAG_TEXT, "POST")
def text_area(request: HttpRequest, membership: Membership) -> HttpResponse:
    """An area of the mission's own."""
    form = AreaForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    made = add_area(by=membership, name=form.cleaned_data["name"])
    messages.success(request, _("There is a new area: %(name)s.") % {"name": made.name})
    return redirect("dashboard:texts", mission=membership.mission.code)


@mission_page(Act.WRITE_FINDINGS, "POST")
def text_cite(request: HttpRequest, membership: Membership, text: int) -> HttpResponse:
    """Put the text under a finding."""
    found, form = text_of(membership, text), CiteForm(request.POST)
    if not form.is_valid():
        raise refusal_of(form)
    finding = Statement.objects.all().visible_to(membership).findings().standing()
    chosen = finding.filter(pk=form.cleaned_data["finding"]).first()
    if chosen is None:
        raise Http404
    cite(finding=chosen, by=membership, text=found, note=form.cleaned_data["note"])
    messages.success(request, _("The finding rests on this text now."))
    return _back(request, membership, found)


def as_lines(texts: WrittenTextQuerySet) -> WrittenTextQuerySet:
    """With all that a line shows but the words of its question; constant in queries."""
    standing = TextTag.objects.filter(removed_at__isnull=True).order_by("id")
    related = texts.select_related(
        "revision", "report__checklist", "report__team", "report__station", "report__region"
    ).select_related("report__withdrawal", "report__double_ruling")
    return related.prefetch_related(
        Prefetch("tags", standing, to_attr="standing_tags"), "report__holds__release", "report__reviews"
    ).defer("search")


def name_them(texts: list[Any], areas: dict[str, str]) -> None:
    """Give each text the words of its question, and each tag those of its area. One query."""
    versions = Version.objects.in_bulk({text.revision.version_id for text in texts})
    labels = {
        (version.pk, question["code"]): question["labels"]
        for version in versions.values()
        for section in version.definition["sections"]
        for question in section["questions"]
    }
    for text in texts:
        text.label = in_language(labels.get((text.revision.version_id, text.question), {"en": text.question}))
        for one in text.standing_tags:
            one.name = areas.get(one.area, one.area)


def findings_of(membership: Membership) -> list[dict[str, Any]]:
    """The findings a text can be put under, by the title of their newest draft. Two queries."""
    findings: Any = Statement.objects.all().visible_to(membership).findings().standing().with_newest()
    drafts = {one.newest_id: one.pk for one in findings.order_by("pk")}
    found = Draft.objects.in_bulk([newest for newest in drafts if newest is not None])
    return [{"pk": drafts[pk], "title": title_of(draft)} for pk, draft in sorted(found.items())]


def language_name(code: str) -> str:
    """A language in its own words; its code where Django does not know it."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def title_of(draft: Draft) -> str:
    """The title in the reader's language, or the first it was written in."""
    titles = {language: words.get("title", "") for language, words in draft.words.items()}
    return in_language(titles) or next(iter(titles.values()), "")


def text_of(membership: Membership, text: int) -> WrittenText:
    """A text within sight. Raises Http404."""
    visible = (
        WrittenText.objects.all().visible_to(membership).select_related("report__region").defer("search")
    )
    found = visible.filter(pk=text).first()
    if found is None:
        raise Http404
    return found


def _back(request: HttpRequest, membership: Membership, text: WrittenText) -> HttpResponse:
    """To where the list was, at this text."""
    otherwise = reverse("dashboard:texts", args=[membership.mission.code])
    return redirect(f"{way_back(request, otherwise).partition('#')[0]}#text-{text.pk}")
