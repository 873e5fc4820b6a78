"""Enrol one phone of the example's full mission and print what a client needs, as JSON."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observer.settings")
django.setup()

from observer.checklists.models import Version  # noqa: E402 - Django comes first
from observer.missions.enrol import enrol, invite  # noqa: E402
from observer.missions.models import Membership  # noqa: E402


def main() -> None:
    observer = Membership.objects.filter(mission__code="steppe", role="observer").order_by("pk").first()
    if observer is None:
        raise SystemExit("the example is not loaded")
    enrolled = enrol(code=invite(membership=observer, by=None), label="chaos")
    forms = {
        version.checklist.code: version.hash_hex
        for version in Version.objects.filter(mission=observer.mission_id).select_related("checklist")
    }
    print(json.dumps({"token": enrolled.token, "mission_id": observer.mission_id, **forms}))


main()
