"""The people of a mission, by code: finding somebody, letting them in, ending their membership.

Names are asked for one by one, shown on the page that asked and kept nowhere; each look is in the journal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from observer.cursors import ByCode, paged
from observer.dashboard.pages import draw, mission_page
from observer.dashboard.registers import printable
from observer.missions import personal
from observer.missions.access import Act, may, roles_given
from observer.missions.codes import qr_svg
from observer.missions.enrol import INVITATION
from observer.missions.members import (
    account_is_from_here,
    end_membership,
    invite_account,
    invite_many,
    members_at_work,
    open_invitations,
    withdraw_invitation,
)
from observer.missions.models import Enrolment, Membership
from observer.missions.phones import phone_holders
from observer.missions.roles import HEADQUARTERS, Role
from observer.problems import Problem
from observer.registers.single import add_person
from observer.registers.wording import column_name

# Invitations on one sheet: enough for a briefing, few enough to print.
MOST_INVITED = 100


HELP: Mapping[str, str | Promise] = {
    "code": gettext_lazy("Such as OBS-014. It stands for the person everywhere."),
    "team": gettext_lazy("For observers. A new code makes a new team."),
    "base": gettext_lazy("The code of a region, for a new team."),
    "regions": gettext_lazy("Codes, for regional coordinators."),
    "name": gettext_lazy("Kept sealed, and shown only to those who may see names."),
    "email": gettext_lazy("Needed at headquarters, for signing in."),
}


class PersonForm(forms.Form):
    """The cells of one row of a roster; `registers.single` says what is wrong with them."""

    code = forms.CharField(max_length=32)
    role = forms.ChoiceField()
    team = forms.CharField(max_length=32, required=False)
    base = forms.CharField(max_length=64, required=False)
    regions = forms.CharField(max_length=1000, required=False)
    name = forms.CharField(max_length=200, required=False)
    telephone = forms.CharField(max_length=40, required=False)
    email = forms.EmailField(max_length=200, required=False)

    def __init__(self, membership: Membership, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        given = roles_given(membership)
        self.fields["role"].choices = [(one.value, one.label) for one in Role if one in given]  # type: ignore[attr-defined]
        if not may(membership, Act.WRITE_NAMES):
            del self.fields["name"], self.fields["telephone"]
        for code, field in self.fields.items():
            field.label, field.help_text = column_name(code), str(HELP.get(code, ""))


@mission_page(Act.MANAGE_MEMBERS)
def people(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Everybody at work, by code; the address may narrow it to a beginning of codes and a role."""
    wanted, role = printable(request.GET.get("code", "")), request.GET.get("role", "")
    members = members_at_work(membership)
    if wanted:
        members = members.filter(code__startswith=wanted)
    if role in Role.values:
        members = members.filter(role=role)
    return draw_people(
        request, membership, listed=paged(request, members, ByCode()), wanted=wanted, role=role
    )


def draw_people(request: HttpRequest, membership: Membership, **shown: Any) -> HttpResponse:
    around: dict[str, Any] = {
        "roles": Role.choices,
        "may_see_names": may(membership, Act.SEE_NAMES),
        "may_invite": may(membership, Act.ENROL_DEVICE),
    }
    return draw(request, membership, "people", **around, **shown)


@mission_page(Act.MANAGE_MEMBERS, "POST")
def find_people(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Who has exactly this name or telephone. Sent, not asked by address: addresses are kept in logs."""
    name = printable(request.POST.get("name", "")).strip()
    telephone = printable(request.POST.get("telephone", "")).strip()
    found = personal.find(by=membership, name=name, telephone=telephone)
    members = members_at_work(membership).filter(pk__in=found.values("pk")).order_by("code")
    listed = {"rows": list(members[:25]), "next": None, "previous": None}
    return draw_people(request, membership, listed=listed, searched=True)


@mission_page(Act.MANAGE_MEMBERS, "GET", "HEAD", "POST")
def new_person(request: HttpRequest, membership: Membership) -> HttpResponse:
    """One person by hand; a refusal stands beside the field it is about."""
    form = PersonForm(membership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = add_person(by=membership, values=form.cleaned_data)
        except Problem as problem:
            tell(form, problem)
        else:
            messages.success(request, _("%(member)s is a member now.") % {"member": member.code})
            return redirect("dashboard:person", membership.mission.code, member.pk)
    status = 400 if form.errors else 200
    return draw(request, membership, "new_person", status=status, form=form)


def tell(form: forms.Form, problem: Problem) -> None:
    """Each error of a refusal at its field, what names none above them all."""
    for error in problem.errors:
        named = error["field"] if error["field"] in form.fields else None
        form.add_error(named, str(error["detail"]))
    if not problem.errors:
        form.add_error(None, str(problem.detail or problem.title))


@mission_page(Act.MANAGE_MEMBERS)
def person(request: HttpRequest, membership: Membership, member: int) -> HttpResponse:
    """One member: role, team, phones and invitations, and what may be done."""
    return draw_person(request, membership, member_of(membership, member))


def draw_person(
    request: HttpRequest, membership: Membership, member: Membership, **shown: Any
) -> HttpResponse:
    theirs = Role(member.role) in roles_given(membership)
    at_headquarters = Role(member.role) in HEADQUARTERS
    around: dict[str, Any] = {
        "member": member,
        "invitations": list(open_invitations(membership.mission_id).filter(membership=member)),
        "may_end": theirs and member.pk != membership.pk,
        "may_let_in": theirs
        and at_headquarters
        and not member.user.has_usable_password()
        and account_is_from_here(member),
        "may_see_names": may(membership, Act.SEE_NAMES, region=member.base_region()),
        "may_invite": may(membership, Act.ENROL_DEVICE),
    }
    return draw(request, membership, "person", **around, **shown)


@mission_page(Act.MANAGE_MEMBERS, "POST")
def show_person(request: HttpRequest, membership: Membership, member: int) -> HttpResponse:
    """Who somebody is, on this page and for this time; the journal keeps who looked."""
    found = member_of(membership, member)
    known = personal.read(membership=found, by=membership)
    return draw_person(request, membership, found, known=known)


@mission_page(Act.MANAGE_MEMBERS, "POST")
def end_person(request: HttpRequest, membership: Membership, member: int) -> HttpResponse:
    """End a membership, with a reason."""
    found = member_of(membership, member)
    end_membership(membership=found, by=membership, reason=printable(request.POST.get("reason", "")))
    messages.success(request, _("The membership of %(member)s has ended.") % {"member": found.code})
    return redirect("dashboard:people", membership.mission.code)


@mission_page(Act.MANAGE_MEMBERS, "POST")
def let_in(request: HttpRequest, membership: Membership, newcomer: int) -> HttpResponse:
    """The link by which somebody chooses their first password, shown once."""
    found = member_of(membership, newcomer)
    link = request.build_absolute_uri(invite_account(membership=found, by=membership))
    return draw(request, membership, "let_in", member=found, link=link)


@mission_page(Act.ENROL_DEVICE, "POST")
def invite_people(request: HttpRequest, membership: Membership) -> HttpResponse:
    """A sheet of invitations for observers without a phone, to print and cut; the codes are kept nowhere."""
    waiting: Any = phone_holders().visible_to(membership, Act.ENROL_DEVICE).filter(devices__isnull=True)
    team = printable(request.POST.get("team", "")).strip()
    if team:
        waiting = waiting.filter(team_code=team)
    members = list(waiting.order_by("code")[:MOST_INVITED])
    valid_until = timezone.now() + INVITATION
    sheet = [
        (member, code, link, mark_safe(qr_svg(link)))
        for member, code in invite_many(members=members, by=membership)
        for link in [request.build_absolute_uri(reverse("field:enrol", args=[code]))]
    ]
    return draw(request, membership, "invitations", sheet=sheet, valid_until=valid_until, most=MOST_INVITED)


@mission_page(Act.ENROL_DEVICE, "POST")
def take_back_invitation(request: HttpRequest, membership: Membership, invitation: int) -> HttpResponse:
    """Withdraw an invitation that nobody has used."""
    found = invitation_of(membership, invitation)
    withdraw_invitation(enrolment=found, by=membership)
    told = _("The invitation of %(member)s opens nothing any more.")
    messages.success(request, told % {"member": found.membership.code})
    back = "dashboard:person" if may(membership, Act.MANAGE_MEMBERS) else "dashboard:phones"
    named = [found.membership_id] if back == "dashboard:person" else []
    return redirect(back, membership.mission.code, *named)


def invitation_of(membership: Membership, invitation: int) -> Enrolment:
    """An invitation of somebody this member may enrol. Raises Http404."""
    holders = phone_holders().visible_to(membership, Act.ENROL_DEVICE).values("pk")
    invitations = Enrolment.objects.filter(mission=membership.mission_id, membership__in=holders)
    found = invitations.select_related("membership").filter(pk=invitation).first()
    if found is None:
        raise Http404
    return found


def member_of(membership: Membership, member: int) -> Membership:
    """A member at work in this mission. Raises Http404."""
    found = members_at_work(membership).filter(pk=member).first()
    if found is None:
        raise Http404
    return found
