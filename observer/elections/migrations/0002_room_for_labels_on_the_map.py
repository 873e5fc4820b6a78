from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("elections", "0001_first")]

    operations = [
        migrations.AddField(
            "election", "map_height", models.PositiveSmallIntegerField(blank=True, null=True)
        ),
        migrations.AddField("region", "label_radius", models.FloatField(blank=True, null=True)),
    ]
