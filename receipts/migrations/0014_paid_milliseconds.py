from django.db import migrations, models
from django.db.models import Case, When


def weigh_days(apps, schema_editor):
    """Take for days that were counted already what their costs were shared by."""
    weight = Case(When(pod_milliseconds__gt=0, then="pod_milliseconds"), default="milliseconds")
    apps.get_model("receipts", "ReadingDay").objects.update(paid_milliseconds=weight)


class Migration(migrations.Migration):

    dependencies = [("receipts", "0013_failed_receipts")]

    operations = [
        migrations.AddField(
            model_name="readingday",
            name="paid_milliseconds",
            field=models.BigIntegerField(
                default=0,
                help_text="What costs are shared by: each reading's time at pods, or all of it without any.",
            ),
        ),
        migrations.RunPython(weigh_days, migrations.RunPython.noop, elidable=True),
    ]
