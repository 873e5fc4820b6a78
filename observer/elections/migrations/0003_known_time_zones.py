import django.db.models.functions.comparison
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0002_room_for_labels_on_the_map"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="election",
            constraint=models.CheckConstraint(
                condition=models.Q(("default_time_zone", ""), _negated=True), name="election_has_a_time_zone"
            ),
        ),
        migrations.AddConstraint(
            model_name="election",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.IsNull(
                        django.db.models.functions.comparison.Coalesce(
                            models.Func(
                                django.db.models.functions.comparison.NullIf(
                                    models.F("default_time_zone"), models.Value("")
                                ),
                                django.db.models.functions.comparison.Cast(
                                    models.Value("epoch"), models.DateTimeField()
                                ),
                                function="timezone",
                                output_field=models.DateTimeField(),
                            ),
                            django.db.models.functions.comparison.Cast(
                                models.Value("epoch"), models.DateTimeField()
                            ),
                        ),
                        False,
                    )
                ),
                name="election_time_zone_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.IsNull(
                        django.db.models.functions.comparison.Coalesce(
                            models.Func(
                                django.db.models.functions.comparison.NullIf(
                                    models.F("time_zone"), models.Value("")
                                ),
                                django.db.models.functions.comparison.Cast(
                                    models.Value("epoch"), models.DateTimeField()
                                ),
                                function="timezone",
                                output_field=models.DateTimeField(),
                            ),
                            django.db.models.functions.comparison.Cast(
                                models.Value("epoch"), models.DateTimeField()
                            ),
                        ),
                        False,
                    )
                ),
                name="region_time_zone_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="station",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.IsNull(
                        django.db.models.functions.comparison.Coalesce(
                            models.Func(
                                django.db.models.functions.comparison.NullIf(
                                    models.F("time_zone"), models.Value("")
                                ),
                                django.db.models.functions.comparison.Cast(
                                    models.Value("epoch"), models.DateTimeField()
                                ),
                                function="timezone",
                                output_field=models.DateTimeField(),
                            ),
                            django.db.models.functions.comparison.Cast(
                                models.Value("epoch"), models.DateTimeField()
                            ),
                        ),
                        False,
                    )
                ),
                name="station_time_zone_known",
            ),
        ),
    ]
