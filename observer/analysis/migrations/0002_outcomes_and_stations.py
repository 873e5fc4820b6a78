import django.db.models.deletion
from django.db import migrations, models

import observer.missions.wall


class Migration(migrations.Migration):
    """The tallies anew: what they hold is derived, and the next rebuild fills them."""

    dependencies = [
        ("analysis", "0001_first"),
        ("checklists", "0002_first"),
        ("elections", "0001_first"),
        ("missions", "0001_first"),
        ("reports", "0003_events_to_fold"),
    ]

    operations = [
        migrations.DeleteModel("AnswerTally"),
        migrations.DeleteModel("CoverageTally"),
        migrations.DeleteModel("ViolationTally"),
        migrations.DeleteModel("StationTally"),
        migrations.DeleteModel("StationViolations"),
        migrations.DeleteModel("RegionStations"),
        migrations.DeleteModel("CountedViolation"),
        migrations.DeleteModel("Counted"),
        migrations.DeleteModel("FoldState"),
        migrations.CreateModel(
            name="FoldState",
            fields=[
                (
                    "mission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="fold_state",
                        serialize=False,
                        to="missions.mission",
                    ),
                ),
                ("generation", models.PositiveIntegerField(default=1)),
                ("version", models.PositiveBigIntegerField(default=1)),
                ("version_moved_at", models.DateTimeField()),
                ("folded_at", models.DateTimeField()),
                ("worker_seen_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AffectedTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("category", models.CharField(blank=True, max_length=8)),
                ("severity", models.CharField(blank=True, max_length=12)),
                ("basis", models.CharField(max_length=12)),
                ("phase", models.CharField(blank=True, max_length=16)),
                ("stations", models.IntegerField()),
                (
                    "mission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="missions.mission",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.region",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "generation", "category", "severity", "basis", "phase", "region"),
                        name="affected_tally_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stations__gte", 0)), name="affected_tally_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("question", models.CharField(max_length=64)),
                ("answer", models.CharField(max_length=64)),
                ("settlement", models.CharField(blank=True, max_length=8)),
                ("reports", models.IntegerField()),
                (
                    "mission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="missions.mission",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.region",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="checklists.version",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "mission",
                            "generation",
                            "version",
                            "question",
                            "answer",
                            "settlement",
                            "region",
                        ),
                        name="answer_tally_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reports__gte", 0)), name="answer_tally_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Counted",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("engine_version", models.PositiveSmallIntegerField()),
                ("phase", models.CharField(max_length=16)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("withdrawn", "withdrawn"),
                            ("double", "a double of another report"),
                            ("quarantined", "kept out of all figures"),
                            ("unplaced", "held: the place is on no list"),
                            ("late", "held: came after the deadline"),
                            ("revoked_device", "held: sent by a phone that was revoked"),
                            ("mission_locked", "held: came after the mission was locked"),
                            ("sealed", "held: a sealed envelope not yet opened"),
                            ("without_results", "counted, but kept out of results"),
                            ("counted", "counted"),
                        ],
                        max_length=16,
                    ),
                ),
                ("settlement", models.CharField(blank=True, max_length=8)),
                ("hour", models.SmallIntegerField()),
                (
                    "mission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="missions.mission",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.region",
                    ),
                ),
                (
                    "report",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counted",
                        to="reports.report",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.revision",
                    ),
                ),
                (
                    "rule_set",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="checklists.ruleset",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.station",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="checklists.version",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("mission", "id"), name="counted_in_mission"),
                    observer.missions.wall.MissionForeignKey(field="report", name="counted_report"),
                    observer.missions.wall.MissionForeignKey(field="revision", name="counted_revision"),
                    observer.missions.wall.MissionForeignKey(field="version", name="counted_of_version"),
                    observer.missions.wall.MissionForeignKey(field="rule_set", name="counted_under_rule_set"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountedViolation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("category", models.CharField(max_length=8)),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("critical", "critical"),
                            ("serious", "serious"),
                            ("procedural", "procedural"),
                            ("note", "note"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("seen", "seen by the observer"),
                            ("told", "told to the observer"),
                            ("unconfirmed", "not confirmed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("phase", models.CharField(max_length=16)),
                ("hour", models.SmallIntegerField()),
                (
                    "mission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="missions.mission",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.region",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.station",
                    ),
                ),
                (
                    "violation",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counted",
                        to="reports.violation",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["mission", "region", "category"], name="violations_of_region")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("mission", "id"), name="countedviolation_in_mission"),
                    observer.missions.wall.MissionForeignKey(field="violation", name="counted_violation"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoverageTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("phase", models.CharField(max_length=16)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("withdrawn", "withdrawn"),
                            ("double", "a double of another report"),
                            ("quarantined", "kept out of all figures"),
                            ("unplaced", "held: the place is on no list"),
                            ("late", "held: came after the deadline"),
                            ("revoked_device", "held: sent by a phone that was revoked"),
                            ("mission_locked", "held: came after the mission was locked"),
                            ("sealed", "held: a sealed envelope not yet opened"),
                            ("without_results", "counted, but kept out of results"),
                            ("counted", "counted"),
                        ],
                        max_length=16,
                    ),
                ),
                ("hour", models.SmallIntegerField()),
                ("reports", models.IntegerField()),
                (
                    "mission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="missions.mission",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.region",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="checklists.version",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "generation", "version", "phase", "outcome", "hour", "region"),
                        name="coverage_tally_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reports__gte", 0)), name="coverage_tally_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("identity", models.CharField(blank=True, max_length=32)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("holds", "reconciles"),
                            ("fails", "does not reconcile"),
                            ("not_evaluated", "not evaluated: a number is missing"),
                        ],
                        max_length=16,
                    ),
                ),
                ("reports", models.IntegerField()),
                (
                    "mission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="missions.mission",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.region",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="checklists.version",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "generation", "version", "identity", "result", "region"),
                        name="identity_tally_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reports__gte", 0)), name="identity_tally_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ObservedTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("phase", models.CharField(blank=True, max_length=16)),
                ("stations", models.IntegerField()),
                (
                    "mission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="missions.mission",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.region",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="checklists.version",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "generation", "phase", "version", "region"),
                        name="observed_tally_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stations__gte", 0)), name="observed_tally_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StationTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("phase", models.CharField(blank=True, max_length=16)),
                ("reports", models.IntegerField()),
                (
                    "mission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="missions.mission",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.region",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.station",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="checklists.version",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "generation", "station", "phase", "version", "region"),
                        name="station_tally_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reports__gte", 0)), name="station_tally_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StationViolationTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("category", models.CharField(blank=True, max_length=8)),
                ("severity", models.CharField(blank=True, max_length=12)),
                ("basis", models.CharField(max_length=12)),
                ("phase", models.CharField(blank=True, max_length=16)),
                ("events", models.IntegerField()),
                (
                    "mission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="missions.mission",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.region",
                    ),
                ),
                (
                    "station",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.station",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "mission",
                            "generation",
                            "station",
                            "category",
                            "severity",
                            "basis",
                            "phase",
                            "region",
                        ),
                        name="station_violation_tally_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("events__gte", 0)), name="station_violation_tally_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ViolationTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("generation", models.PositiveIntegerField()),
                ("category", models.CharField(max_length=8)),
                ("severity", models.CharField(max_length=12)),
                ("basis", models.CharField(max_length=12)),
                ("phase", models.CharField(max_length=16)),
                ("hour", models.SmallIntegerField()),
                ("events", models.IntegerField()),
                (
                    "mission",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="missions.mission",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="elections.region",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "mission",
                            "generation",
                            "category",
                            "severity",
                            "basis",
                            "phase",
                            "hour",
                            "region",
                        ),
                        name="violation_tally_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("events__gte", 0)), name="violation_tally_not_negative"
                    ),
                ],
            },
        ),
    ]
