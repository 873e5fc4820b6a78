"""What the doors of other clients keep: each part has its own file."""

from observer.gateways.openrosa.models import AppUser, XForm

__all__ = ["AppUser", "XForm"]
