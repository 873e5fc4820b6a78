from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0003_folders_and_visits"),
    ]

    operations = [
        migrations.AddField(
            model_name="foldstate",
            name="version_due",
            field=models.BooleanField(default=False),
        ),
    ]
