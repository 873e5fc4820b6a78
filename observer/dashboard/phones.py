"""The phones of observers: who has one, inviting another, shutting one out.

A phone's own label stays out of these pages: people write their names into it.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from observer.cursors import ByCode
from observer.dashboard.pages import draw, mission_page, paged
from observer.missions.access import Act, may
from observer.missions.codes import qr_svg
from observer.missions.enrol import INVITATION, invite, revoke_device
from observer.missions.models import Membership, MissionDevice
from observer.missions.phones import phone_holders


class ReasonForm(forms.Form):
    """Why a phone is shut out, as text a column can hold; whether it is said at all the verb checks."""

    reason = forms.CharField(max_length=200, required=False)


@mission_page(Act.ENROL_DEVICE)
def phone_list(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every observer this member may invite, by code, with the phones that may report for them."""
    holders = phone_holders().visible_to(membership, Act.ENROL_DEVICE)
    listed = paged(request, holders, ByCode())
    return draw(request, membership, "phones", listed=listed, may_shut_out=may(membership, Act.REVOKE_DEVICE))


@mission_page(Act.ENROL_DEVICE, "POST")
def invite_phone(request: HttpRequest, membership: Membership, member: int) -> HttpResponse:
    """The invitation itself, without a redirect: the code is kept nowhere it could be fetched from again."""
    holder = holder_of(membership, member)
    valid_until = timezone.now() + INVITATION
    code = invite(membership=holder, by=membership)
    link = request.build_absolute_uri(reverse("field:enrol", args=[code]))
    # The drawing is segno's own, of an address that is made here: nothing anybody typed is in it.
    drawn = mark_safe(qr_svg(link))
    return draw(
        request,
        membership,
        "invitation",
        holder=holder,
        code=code,
        link=link,
        drawn=drawn,
        valid_until=valid_until,
    )


@mission_page(Act.ENROL_DEVICE, "POST")
def shut_out(request: HttpRequest, membership: Membership, phone: int) -> HttpResponse:
    """From now on what the phone sends is held apart, and it fetches nothing."""
    found, form = phone_of(membership, phone), ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    revoke_device(device=found, by=membership, reason=reason)
    told = _("A phone of %(member)s is shut out. What it still sends is held apart.")
    messages.success(request, told % {"member": found.membership.code})
    return redirect("dashboard:phones", mission=membership.mission.code)


def holder_of(membership: Membership, member: int) -> Membership:
    """Somebody this member may enrol phones for. Raises Http404."""
    found = phone_holders().visible_to(membership, Act.ENROL_DEVICE).filter(pk=member).first()
    if found is None:
        raise Http404
    return found


def phone_of(membership: Membership, phone: int) -> MissionDevice:
    """A phone of somebody this member may shut phones out for. Raises Http404."""
    holders = phone_holders().visible_to(membership, Act.REVOKE_DEVICE).values("pk")
    phones = MissionDevice.objects.filter(mission=membership.mission_id, membership__in=holders)
    found = phones.select_related("membership").filter(pk=phone).first()
    if found is None:
        raise Http404
    return found
