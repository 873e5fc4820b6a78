"""ODK Collect: which phones report with it, setting up another, shutting one out."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.cursors import InOrder
from observer.dashboard.pages import draw, mission_page, paged
from observer.dashboard.phones import ReasonForm
from observer.gateways.models import AppUser
from observer.gateways.openrosa.app_users import make_app_user
from observer.gateways.openrosa.settings_code import Settings, collect_settings, encoded
from observer.missions.access import Act, may
from observer.missions.codes import qr_svg
from observer.missions.enrol import revoke_device
from observer.missions.models import Membership
from observer.missions.phones import phone_holders


class NewestMade(InOrder):
    ordering = ("-id",)


class ObserverForm(forms.Form):
    """Whose phone it will be, by the code people know; typed in small letters it is found too."""

    member = forms.CharField(label=gettext_lazy("Code of the observer"), max_length=64)


@mission_page(Act.ENROL_DEVICE)
def collect(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Every phone with ODK Collect of those this member may enrol phones for, the newest first."""
    return _page(request, membership, ObserverForm())


@mission_page(Act.ENROL_DEVICE, "POST")
def collect_new(request: HttpRequest, membership: Membership) -> HttpResponse:
    """The code itself, without a redirect: the token in it is kept nowhere it could be fetched from again."""
    form = ObserverForm(request.POST)
    holder = _holder(membership, form) if form.is_valid() else None
    if holder is None:
        form.add_error("member", _("There is no observer with this code whom you may give a phone."))
        return _page(request, membership, form, status=400)
    made = make_app_user(membership=holder, by=membership)
    shown = _settings(request, holder, made.token)
    # The drawing is segno's own, of text that is base 64: nothing anybody typed is in it.
    drawn = mark_safe(qr_svg(encoded(shown)))
    return draw(request, membership, "collect_code", holder=holder, drawn=drawn, settings=shown["general"])


@mission_page(Act.ENROL_DEVICE, "POST")
def collect_shut_out(request: HttpRequest, membership: Membership, app_user: int) -> HttpResponse:
    """From now on what the phone sends is held apart, and it gets no forms."""
    found = AppUser.objects.placed().visible_to(membership, Act.REVOKE_DEVICE).filter(pk=app_user)
    one = found.select_related("device__membership").first()
    if one is None:
        raise Http404
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    revoke_device(device=one.device, by=membership, reason=reason)
    told = _("A phone of %(member)s is shut out. What it still sends is held apart.")
    messages.success(request, told % {"member": one.device.membership.code})
    return redirect("dashboard:collect", mission=membership.mission.code)


def _page(
    request: HttpRequest, membership: Membership, form: ObserverForm, *, status: int = 200
) -> HttpResponse:
    lines = AppUser.objects.as_lines().visible_to(membership, Act.ENROL_DEVICE)
    return draw(
        request,
        membership,
        "collect",
        status=status,
        listed=paged(request, lines, NewestMade()),
        form=form,
        may_shut_out=may(membership, Act.REVOKE_DEVICE),
    )


def _holder(membership: Membership, form: ObserverForm) -> Membership | None:
    holders = phone_holders().visible_to(membership, Act.ENROL_DEVICE)
    return holders.filter(code__iexact=form.cleaned_data["member"]).order_by("id").first()


def _settings(request: HttpRequest, holder: Membership, token: str) -> Settings:
    """Over TLS the token is a password, so that no log of a proxy ever holds it; Collect sends passwords
    over nothing else, so that without TLS the key stands in the address."""
    mission = holder.mission.name
    below = request.build_absolute_uri(reverse("gateways:form_list")).removesuffix("/formList")
    if request.is_secure():
        return collect_settings(server=below, mission=mission, username=holder.code, password=token)
    return collect_settings(server=f"{below}/key/{token}", mission=mission)
