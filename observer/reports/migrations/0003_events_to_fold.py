import django.db.models.deletion
import observer.missions.wall
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("checklists", "0002_first"),
        ("elections", "0002_room_for_labels_on_the_map"),
        ("missions", "0001_first"),
        ("reports", "0002_pending"),
    ]

    operations = [
        migrations.AddField(
            model_name="pending",
            name="violation",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reports.violation",
            ),
        ),
        migrations.AlterField(
            model_name="pending",
            name="report",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reports.report",
            ),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(
                condition=models.Q(("kind", "violation"), ("severity", "critical")),
                fields=["mission", "-id"],
                name="critical_flags",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("phase", "incident")),
                fields=["mission", "region", "-received_at", "-id"],
                name="incident_list_of_region",
            ),
        ),
        migrations.AddConstraint(
            model_name="pending",
            constraint=observer.missions.wall.MissionForeignKey(
                field="violation", name="pending_of_violation"
            ),
        ),
    ]
