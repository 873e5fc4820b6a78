"""Enrol phones of the example's full mission; print what their client needs, as JSON.

Run as `python -m benchmarks.chaos.enrolling NUMBER` in the environment of a demo.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "observer.settings")
django.setup()

from observer.checklists.models import Version  # noqa: E402 - Django comes first
from observer.missions.enrol import enrol, invite  # noqa: E402
from observer.missions.models import Membership, Mission  # noqa: E402

MISSION = "steppe"


def main(number: int) -> None:
    observers = Membership.objects.filter(mission__code=MISSION, role="observer").order_by("pk")[:number]
    if len(observers) < number:
        raise SystemExit("the example is not loaded")
    mission = observers[0].mission
    # Reports that are held as late count for nothing, and the audit would compare nothing with nothing.
    Mission.objects.filter(pk=mission.pk).update(late_after=None)
    codes = [invite(membership=observer, by=None) for observer in observers]
    forms = Version.objects.filter(mission=mission).select_related("checklist")
    told = {
        "mission_id": mission.pk,
        "tokens": [enrol(code=code, label="chaos").token for code in codes],
        "forms": {version.checklist.code: version.hash_hex for version in forms},
    }
    print(json.dumps(told))


main(int(sys.argv[1]))
