from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

KEPT_OUT = ("withdrawn", "quarantined", "late", "revoked_device", "mission_locked", "without_results")


class Migration(migrations.Migration):
    # An index that is built beside the traffic needs a transaction of its own.
    atomic = False

    dependencies = [
        ("analysis", "0005_answers_by_hour"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="counted",
            index=models.Index(
                condition=models.Q(("outcome__in", KEPT_OUT)),
                fields=["mission", "region"],
                name="counted_kept_out",
            ),
        ),
    ]
