from django.db import migrations

_EXTENSIONS = "SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gin')"


def index_merchants(apps, schema_editor):
    """Make the index that finds any part of a merchant's name, where the search text has one too."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_EXTENSIONS)
        if cursor.fetchone()[0] < 2:
            return
    # The expression is that of the look-up `icontains`.
    schema_editor.execute(
        "CREATE INDEX receipt_merchant_part ON receipts_receipt "
        "USING gin (workspace_id, UPPER(merchant_name::text) gin_trgm_ops)"
    )


def unindex_merchants(apps, schema_editor):
    """Take the index away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS receipt_merchant_part")


class Migration(migrations.Migration):

    dependencies = [("receipts", "0006_labels")]

    operations = [migrations.RunPython(index_merchants, unindex_merchants)]
