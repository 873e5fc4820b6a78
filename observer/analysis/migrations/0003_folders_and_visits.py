from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analysis", "0002_outcomes_and_stations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Folder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255, unique=True)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveField(
            model_name="foldstate",
            name="worker_seen_at",
        ),
        migrations.AddField(
            model_name="counted",
            name="visited",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="countedviolation",
            name="visited",
            field=models.BooleanField(default=False),
        ),
    ]
