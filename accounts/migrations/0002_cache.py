from django.core.management import call_command
from django.db import migrations


def create_table(apps, schema_editor):
    """Make the table of the database cache, which holds the counts of log-in attempts."""
    call_command("createcachetable", database=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(create_table, migrations.RunPython.noop)]
