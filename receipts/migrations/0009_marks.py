from django.db import migrations, models

_HEAD = (
    "merchant_name",
    "merchant_address",
    "merchant_phone",
    "date",
    "time",
    "currency",
    "subtotal",
    "tax",
    "tip",
    "total",
)

_LETTER = """
CASE WHEN source = 'human' THEN CASE WHEN value = model_value THEN 'H' ELSE 'h' END
     ELSE CASE WHEN value = model_value THEN 'M' ELSE 'm' END END
"""


def mark_heads(apps, schema_editor):
    """Mark what is there already, in one statement: there may be millions of fields."""
    marks = " || ".join(f"COALESCE(MAX(CASE WHEN name = '{name}' THEN letter END), '-')" for name in _HEAD)
    schema_editor.execute(
        f"UPDATE receipts_receipt SET marks = (SELECT {marks} FROM (SELECT name, {_LETTER} AS letter "
        "FROM receipts_field WHERE receipt_id = receipts_receipt.id AND section = '') head)"
    )


class Migration(migrations.Migration):

    dependencies = [("receipts", "0008_reading_days")]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="marks",
            field=models.CharField(blank=True, default="", help_text="Which fields were read right, in letters of `receipts.marks`.", max_length=20),
            preserve_default=False,
        ),
        migrations.RunPython(mark_heads, migrations.RunPython.noop, elidable=True),
    ]
