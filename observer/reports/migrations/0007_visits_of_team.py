from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Reports come in while it is built.
    atomic = False

    dependencies = [("reports", "0006_the_desk")]

    operations = [
        AddIndexConcurrently(
            model_name="visit",
            index=models.Index(fields=["team", "-received_at"], name="visits_of_team"),
        ),
    ]
