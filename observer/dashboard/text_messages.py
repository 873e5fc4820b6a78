"""Text messages: what waits for a person, what each says, and what is done about it.

Numbers are shown in full only to who asks for one, and the journal keeps that. Figures that may be votes are
hidden as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from observer.cursors import NewestFirst
from observer.dashboard.pages import draw, mission_page, paged
from observer.gateways.models import SmsMessage
from observer.gateways.sms.book import Book
from observer.gateways.sms.masking import masked
from observer.gateways.sms.numbers import assign_number, reject_number, show_number, telephone_of
from observer.gateways.sms.sealing import shortened
from observer.gateways.sms.shelf import book_of
from observer.gateways.sms.taking import whole_text
from observer.gateways.sms.waiting import enter_text, put_away, take_waiting
from observer.missions.access import Act
from observer.missions.models import Membership
from observer.problems import CONFLICT, Problem
from observer.reports.secrecy import votes_visible

_RELATED = (
    "number__membership__personal_key",
    "membership__personal_key",
    "thread",
    "reply__membership__personal_key",
)


class EntryForm(forms.Form):
    text = forms.CharField(max_length=1000, label=gettext_lazy("The message as it should be"))


class MemberForm(forms.Form):
    member = forms.CharField(max_length=64, label=gettext_lazy("Code of the observer"))


@dataclass(frozen=True, slots=True)
class Line:
    """A message with what may be shown of it: its words, votes hidden, and the end of its number."""

    message: SmsMessage
    text: str
    number: str
    hides: bool

    @property
    def waits(self) -> bool:
        return self.message.state in SmsMessage.WAITING


@mission_page(Act.WORK_MESSAGES)
def messages_in(request: HttpRequest, membership: Membership) -> HttpResponse:
    """What waits, the newest first; `?all=1` shows every message."""
    shows_all = request.GET.get("all") == "1"
    rows = SmsMessage.objects.all().visible_to(membership)
    rows = rows.exclude(state=SmsMessage.State.JOINED) if shows_all else rows.waiting()
    listed = paged(
        request,
        rows.select_related(*_RELATED).prefetch_related("parts__membership__personal_key"),
        NewestFirst(),
    )
    book, sees = book_of(membership.mission), votes_visible(membership)
    listed["rows"] = [line(one, book, sees) for one in listed["rows"]]
    return draw(request, membership, "messages_in", listed=listed, shows_all=shows_all)


@mission_page(Act.WORK_MESSAGES)
def message_in(request: HttpRequest, membership: Membership, sms_message: int) -> HttpResponse:
    """One message and what can be done about it."""
    return _page(request, membership, message_of(membership, sms_message))


@mission_page(Act.WORK_MESSAGES, "POST")
def message_do(
    request: HttpRequest, membership: Membership, sms_message: int, message_deed: str
) -> HttpResponse:
    """Show the number, say whose it is, type the message anew, put it away, turn the number away."""
    found = message_of(membership, sms_message)
    if message_deed not in _DEEDS:
        raise Http404
    try:
        return _DEEDS[message_deed](request, membership, found)
    except Problem as problem:
        if problem.status == 403:
            raise
        return _page(request, membership, found, refusal=problem, status=problem.status)


def line(message: SmsMessage, book: Book, sees_votes: bool) -> Line:
    text, telephone = (
        whole_text(message),
        telephone_of(message.number) if message.number.number_sealed else "",
    )
    shown = text if sees_votes else masked(text, book)
    return Line(message, shown, shortened(telephone or ""), hides=shown != text)


def message_of(membership: Membership, message: int) -> SmsMessage:
    """A message of the mission. Raises Http404."""
    rows = SmsMessage.objects.all().visible_to(membership).select_related(*_RELATED, "channel")
    found = rows.filter(pk=message).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, membership: Membership, message: SmsMessage, status: int = 200, **more: Any
) -> HttpResponse:
    shown = line(message, book_of(membership.mission), votes_visible(membership))
    typed = request.POST.get("text", "") or ("" if shown.hides else shown.text)
    return draw(request, membership, "message_in", status=status, line=shown, typed=typed, **more)


def _show(request: HttpRequest, membership: Membership, message: SmsMessage) -> HttpResponse:
    return _page(request, membership, message, telephone=show_number(number=message.number, by=membership))


def _assign(request: HttpRequest, membership: Membership, message: SmsMessage) -> HttpResponse:
    member = member_of(membership, MemberForm(request.POST))
    assign_number(number=message.number, member=member, by=membership)
    taken = take_waiting(number=message.number, by=membership)
    told = ngettext("%(n)s waiting message was read.", "%(n)s waiting messages were read.", taken)
    done = _("The number belongs to %(member)s now.") % {"member": member.code}
    messages.success(request, f"{done} {told % {'n': taken}}")
    return redirect("dashboard:message_in", membership.mission.code, message.pk)


def _enter(request: HttpRequest, membership: Membership, message: SmsMessage) -> HttpResponse:
    form = EntryForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    enter_text(message=message, text=text, by=membership)
    messages.success(request, _("It is taken in, and its sender gets the receipt."))
    return redirect("dashboard:messages_in", membership.mission.code)


def _away(request: HttpRequest, membership: Membership, message: SmsMessage) -> HttpResponse:
    put_away(message=message, by=membership)
    messages.success(request, _("The message is put away."))
    return redirect("dashboard:messages_in", membership.mission.code)


def _reject(request: HttpRequest, membership: Membership, message: SmsMessage) -> HttpResponse:
    reject_number(number=message.number, by=membership)
    messages.success(request, _("The number is turned away: what it sends is kept and not answered."))
    return redirect("dashboard:messages_in", membership.mission.code)


_DEEDS: Mapping[str, Callable[[HttpRequest, Membership, SmsMessage], HttpResponse]] = {
    "show": _show,
    "assign": _assign,
    "enter": _enter,
    "away": _away,
    "reject": _reject,
}


def member_of(membership: Membership, form: MemberForm) -> Membership:
    """The member at work with this code, in any case. Raises Problem CONFLICT."""
    code = form.cleaned_data["member"].strip() if form.is_valid() else ""
    members = Membership.objects.filter(mission=membership.mission_id, end__isnull=True)
    found = members.filter(code__iexact=code).first() if code else None
    if found is None:
        raise Problem(CONFLICT, _("There is no member with this code."))
    return found
