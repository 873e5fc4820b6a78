"""The demo's door: a signed link that signs in as one of the example's people, second factor included.

It has an address only where OBSERVER_DEMO is set, and opens only for people of fictional missions. The rule
that every session needs a second factor knows nothing of it: the link writes into the session what a second
factor writes there.
"""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from observer.people.models import User

_SALT = "demo entrance"


def entrance(user: User) -> str:
    """The address that signs in as `user`; it does not run out while the demo's secrets stay."""
    return reverse("demo_entrance", args=[signing.Signer(salt=_SALT).sign(str(user.pk))])


@never_cache
@require_GET
def enter(request: HttpRequest, signed: str) -> HttpResponse:
    """Sign out whoever is here and sign in the person the link names."""
    user = person_of(signed)
    logout(request)
    record_authentication(request, user, "mfa", type="demo")
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url="/"))
    return response


def person_of(signed: str) -> User:
    """Raises Http404 for a link that is not ours, and for a person who is not made up."""
    try:
        number = signing.Signer(salt=_SALT).unsign(signed)
    except signing.BadSignature:
        raise Http404 from None
    if not settings.DEMO:
        raise Http404
    made_up = User.objects.filter(is_active=True, memberships__mission__fictional=True)
    user = made_up.exclude(memberships__mission__fictional=False).filter(pk=number).first()
    if user is None:
        raise Http404
    return user


urlpatterns = [path("demo/<str:signed>/", enter, name="demo_entrance")]
