"""The numbers that text messages come from: whose they are, and in which language they are answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.cursors import InOrder
from observer.dashboard.pages import draw, mission_page, paged
from observer.dashboard.text_messages import MemberForm, member_of
from observer.gateways.models import SmsNumber
from observer.gateways.sms.numbers import add_number, release_number, set_language, telephone_of
from observer.gateways.sms.sealing import shortened
from observer.gateways.sms.waiting import take_waiting
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import Problem


class NewestMade(InOrder):
    ordering = ("-id",)


class NumberForm(MemberForm):
    telephone = forms.CharField(max_length=40, label=gettext_lazy("Telephone"))


@mission_page(Act.WORK_MESSAGES)
def sms_numbers(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every number that has written or was typed in, the newest first."""
    return _page(request, membership)


@mission_page(Act.WORK_MESSAGES, "POST")
def sms_number_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A number of a member that the register does not have. What waits of it is read at once."""
    form = NumberForm(request.POST)
    telephone = form.cleaned_data["telephone"] if form.is_valid() else ""
    try:
        member = member_of(membership, form)
        number = add_number(telephone=telephone, member=member, by=membership)
    except Problem as problem:
        return _page(request, membership, refusal=problem, status=problem.status)
    take_waiting(number=number, by=membership)
    messages.success(request, _("The number belongs to %(member)s now.") % {"member": member.code})
    return redirect("dashboard:sms_numbers", membership.mission.code)


@mission_page(Act.WORK_MESSAGES, "POST")
def sms_number(
    request: HttpRequest, membership: Membership, sms_number: int, number_deed: str
) -> HttpResponse:
    """Give it back to the register, or choose the language of its receipts."""
    found = SmsNumber.objects.filter(mission=membership.mission_id, pk=sms_number).first()
    if found is None or number_deed not in _DEEDS:
        raise Http404
    _DEEDS[number_deed](request, membership, found)
    return redirect("dashboard:sms_numbers", membership.mission.code)


def _page(request: HttpRequest, membership: Membership, status: int = 200, **more: Any) -> HttpResponse:
    rows = SmsNumber.objects.filter(mission=membership.mission_id).exclude(number_sealed=b"")
    listed = paged(request, rows.select_related("membership__personal_key"), NewestMade())
    listed["rows"] = [(one, shortened(telephone_of(one) or "")) for one in listed["rows"]]
    names = dict(settings.LANGUAGES)
    languages = [(code, names.get(code, code)) for code in membership.mission.languages]
    return draw(request, membership, "sms_numbers", status=status, listed=listed, languages=languages, **more)


def _release(request: HttpRequest, membership: Membership, number: SmsNumber) -> None:
    release_number(number=number, by=membership)
    messages.success(request, _("The number follows the register of people again."))


def _language(request: HttpRequest, membership: Membership, number: SmsNumber) -> None:
    set_language(number=number, language=request.POST.get("language", "")[:16], by=membership)
    messages.success(request, _("The language of its receipts is changed."))


_DEEDS: Mapping[str, Callable[[HttpRequest, Membership, SmsNumber], None]] = {
    "release": _release,
    "language": _language,
}
