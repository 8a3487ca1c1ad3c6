from django.db import migrations, models


def tell_pods(apps, schema_editor):
    """Take the readings of a row for those of pods if any of them called one: rows cannot be taken apart."""
    days = apps.get_model("receipts", "ReadingDay").objects
    days.filter(pod_milliseconds__gt=0).update(with_pods=True)


class Migration(migrations.Migration):

    dependencies = [("receipts", "0001_squashed_0013_failed_receipts")]

    operations = [
        migrations.AlterField(
            model_name="receipt",
            name="reviewed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When a person first approved or corrected what was read last, if any did.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="readingday",
            name="with_pods",
            field=models.BooleanField(default=False, help_text="Whether these readings called pods."),
        ),
        migrations.RunPython(tell_pods, migrations.RunPython.noop, elidable=True),
        migrations.RemoveConstraint(model_name="readingday", name="one_row_per_workspace_and_day"),
        migrations.AddConstraint(
            model_name="readingday",
            constraint=models.UniqueConstraint(
                fields=["day", "workspace", "image_class", "with_pods"], name="one_row_per_workspace_and_day"
            ),
        ),
    ]
