"""The roles of a mission: names for sets of permissions (see `missions.access`)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OBSERVER = "observer", _("observer")
    REGIONAL_COORDINATOR = "regional_coordinator", _("regional coordinator")
    COORDINATOR = "coordinator", _("coordinator")
    CLERK = "clerk", _("data clerk")
    ANALYST = "analyst", _("analyst")
    LEGAL_ANALYST = "legal_analyst", _("legal analyst")
    HEAD = "head", _("head of mission")
    RESULTS_ROOM = "results_room", _("results-room member")
    SECURITY = "security", _("security focal point")
    ADMINISTRATOR = "administrator", _("administrator")
    AUDITOR = "auditor", _("auditor")


# Everybody but observers works at headquarters and needs a second factor.
HEADQUARTERS = frozenset(Role) - {Role.OBSERVER}
