"""Each sealed entry keeps its own digest, so that a changed one is named and not only its batch."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="sealedentry",
            name="digest",
            field=models.BinaryField(max_length=32, default=bytes(32)),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="sealedentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__length", 32)), name="sealed_entry_digest_is_32_bytes"
            ),
        ),
    ]
