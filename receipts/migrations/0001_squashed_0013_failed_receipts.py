import datetime
import logging
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import DatabaseError, migrations, models, transaction


logger = logging.getLogger(__name__)


def index_parts(apps, schema_editor):
    """Make the indexes that find any part of a text, where the database has such a thing."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic():
            for extension in ("pg_trgm", "btree_gin"):
                schema_editor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    except DatabaseError as error:
        logger.warning(
            "Searching will be slow: the extensions pg_trgm and btree_gin cannot be created (%s). "
            "Let a superuser create them, and then the indexes receipt_search and receipt_merchant_part as in "
            "this migration.",
            str(error).strip(),
        )
        return
    schema_editor.execute(
        "CREATE INDEX receipt_search ON receipts_searchtext USING gin (workspace_id, text gin_trgm_ops)"
    )
    # The expression is that of the look-up `icontains`.
    schema_editor.execute(
        "CREATE INDEX receipt_merchant_part ON receipts_receipt "
        "USING gin (workspace_id, UPPER(merchant_name::text) gin_trgm_ops)"
    )


def unindex_parts(apps, schema_editor):
    """Take the indexes away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS receipt_search")
        schema_editor.execute("DROP INDEX IF EXISTS receipt_merchant_part")


class Migration(migrations.Migration):

    # What was made before the first release, in one step.
    replaces = [
        ('receipts', '0001_initial'),
        ('receipts', '0002_waiting_and_pod_usage'),
        ('receipts', '0003_several_receipts'),
        ('receipts', '0004_teams'),
        ('receipts', '0005_lists'),
        ('receipts', '0006_labels'),
        ('receipts', '0007_merchant_search'),
        ('receipts', '0008_reading_days'),
        ('receipts', '0009_marks'),
        ('receipts', '0010_statistics'),
        ('receipts', '0011_releases'),
        ('receipts', '0012_duplicates'),
        ('receipts', '0013_failed_receipts'),
    ]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0005_workspaces'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('file', models.FileField(max_length=200, upload_to='')),
                ('filename', models.CharField(help_text="As the person's device named it.", max_length=255)),
                ('content_type', models.CharField(max_length=50)),
                ('size', models.PositiveIntegerField(help_text='Bytes.')),
                ('sha256', models.CharField(max_length=64)),
                ('thumbnail', models.FileField(blank=True, max_length=200, upload_to='')),
                ('status', models.CharField(choices=[('queued', 'Queued'), ('processing', 'Processing'), ('needs_review', 'Needs review'), ('completed', 'Completed'), ('failed', 'Failed'), ('canceled', 'Canceled'), ('split', 'Split')], default='queued', max_length=12)),
                ('stage', models.CharField(blank=True, choices=[('', 'Waiting'), ('waiting_for_gpu', 'Waiting for a GPU'), ('detecting', 'Finding text'), ('recognizing', 'Reading text'), ('tagging', 'Sorting fields')], default='', max_length=15)),
                ('progress', models.PositiveSmallIntegerField(default=0, help_text='Percent.')),
                ('revision', models.PositiveIntegerField(default=0, help_text='Rises with every change that a page shows.')),
                ('review_reasons', models.JSONField(blank=True, default=list)),
                ('regions', models.JSONField(blank=True, default=list, help_text='Page and polygon of each receipt, where the photo seems to hold several.')),
                ('is_one', models.BooleanField(default=False, help_text='A person said that the photo holds one receipt.')),
                ('amounts_agree', models.BooleanField(blank=True, help_text='What the reader said of the amounts; unknown if they prove nothing.', null=True)),
                ('error', models.TextField(blank=True, help_text='Why reading failed, as a sentence.')),
                ('queued_at', models.DateTimeField(help_text='When it last entered the queue.')),
                ('send_after', models.DateTimeField(help_text='When the sweep sends it to the workers, if still queued.')),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('lease', models.UUIDField(blank=True, help_text='The claim of the worker that reads it now.', null=True)),
                ('lease_expires_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, help_text='When its reading ended.', null=True)),
                ('reviewed_at', models.DateTimeField(blank=True, help_text='When a person first approved or corrected it, if any did.', null=True)),
                ('seconds', models.FloatField(blank=True, help_text='What the last reading took.', null=True)),
                ('model_version', models.CharField(blank=True, max_length=100)),
                ('releases', models.JSONField(blank=True, default=dict, help_text='Which release of each model read it, as far as pods did.')),
                ('checked_fields', models.PositiveSmallIntegerField(default=0, help_text='Values beside the tables that people looked at, as counted for its releases.')),
                ('right_fields', models.PositiveSmallIntegerField(default=0, help_text='Those that they left as read.')),
                ('pod_calls', models.PositiveIntegerField(default=0, help_text='Calls of pods by the last reading.')),
                ('pod_milliseconds', models.PositiveIntegerField(default=0, help_text='How long pods were called, in all.')),
                ('pod_bytes_sent', models.PositiveIntegerField(default=0)),
                ('pod_bytes_received', models.PositiveIntegerField(default=0)),
                ('note', models.TextField(blank=True, help_text='Whatever people want to remember.', max_length=2000)),
                ('merchant_name', models.CharField(blank=True, max_length=255)),
                ('date', models.DateField(blank=True, null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('total', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ('marks', models.CharField(blank=True, help_text='Which fields were read right, in letters of `receipts.marks`.', max_length=20)),
            ],
            options={
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='categories', to='accounts.workspace')),
            ],
            options={
                'verbose_name_plural': 'categories',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='MerchantCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('merchant', models.CharField(help_text='Its name, in the form of `merchant_key`.', max_length=255)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merchants', to='receipts.category')),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace')),
            ],
            options={
                'verbose_name_plural': 'merchant categories',
            },
        ),
        migrations.CreateModel(
            name='ReadingDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('image_class', models.CharField(choices=[('small', 'Small (480 x 640)'), ('medium', 'Medium (640 x 960)'), ('normal', 'Normal (1280 x 960)'), ('large', 'Large (1920 x 1080)'), ('ultra', 'Ultra large (4032 x 3024)')], max_length=6)),
                ('readings', models.PositiveIntegerField(default=0, help_text='Again and again counts again.')),
                ('milliseconds', models.BigIntegerField(default=0, help_text='What readings took, in all.')),
                ('pod_calls', models.BigIntegerField(default=0)),
                ('pod_milliseconds', models.BigIntegerField(default=0, help_text='How long pods were called, in all.')),
                ('pod_bytes', models.BigIntegerField(default=0, help_text='Sent to pods and received from them.')),
                ('file_bytes', models.BigIntegerField(default=0, help_text='Of the originals.')),
                ('workspace', models.ForeignKey(help_text='Empty once deleted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='accounts.workspace')),
            ],
            options={
                'ordering': ['-day'],
            },
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('receipt', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search', serialize=False, to='receipts.receipt')),
                ('text', models.TextField(help_text='Case-folded: file name, note, values, and the printed lines.')),
            ],
        ),
        migrations.AddField(
            model_name='receipt',
            name='category',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='receipts', to='receipts.category'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='distinct_from',
            field=models.ManyToManyField(blank=True, help_text='Receipts that it seemed to be the same as until a person said no.', to='receipts.receipt'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='duplicate_of',
            field=models.ForeignKey(blank=True, help_text='The earliest receipt that it seems to be the same as, by its file or its values.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='duplicates', to='receipts.receipt'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='split_from',
            field=models.ForeignKey(blank=True, help_text='The receipt whose photo this one was cut out of.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='receipts.receipt'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='uploaded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='receipt',
            name='workspace',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='accounts.workspace'),
        ),
        migrations.CreateModel(
            name='Page',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='From 1.')),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('rotation', models.PositiveSmallIntegerField(default=0, help_text='Degrees clockwise that turned it upright.')),
                ('image', models.FileField(max_length=200, upload_to='')),
                ('lines', models.JSONField(default=list, help_text='Raw text: text, confidence and polygon of each line.')),
                ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='receipts.receipt')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Field',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(blank=True, choices=[('', 'Receipt'), ('line_items', 'Line items'), ('taxes', 'Taxes'), ('payments', 'Payments')], default='', max_length=10)),
                ('row', models.PositiveSmallIntegerField(default=0, help_text='Position in its section, from 0.')),
                ('name', models.CharField(max_length=20)),
                ('value', models.TextField(blank=True)),
                ('source', models.CharField(choices=[('model', 'Model'), ('human', 'Person')], default='model', max_length=5)),
                ('model_value', models.TextField(blank=True)),
                ('raw_text', models.TextField(blank=True, help_text='As printed.')),
                ('confidence', models.FloatField(default=0, help_text="Of the model's value, 0..1.")),
                ('page', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('polygon', models.JSONField(blank=True, help_text='Four corners, clockwise, 0..1 of the page.', null=True)),
                ('model_version', models.CharField(blank=True, max_length=100)),
                ('corrected_at', models.DateTimeField(blank=True, null=True)),
                ('corrected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fields', to='receipts.receipt')),
            ],
            options={
                'ordering': ['section', 'row', models.F('id')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50)),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='accounts.workspace')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='receipt',
            name='tags',
            field=models.ManyToManyField(blank=True, related_name='receipts', to='receipts.tag'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(models.F('workspace'), django.db.models.functions.text.Lower('name'), name='one_category_of_a_name'),
        ),
        migrations.AddConstraint(
            model_name='merchantcategory',
            constraint=models.UniqueConstraint(fields=('workspace', 'merchant'), name='one_category_of_a_merchant'),
        ),
        migrations.AddConstraint(
            model_name='readingday',
            constraint=models.UniqueConstraint(fields=('day', 'workspace', 'image_class'), name='one_row_per_workspace_and_day'),
        ),
        migrations.AddField(
            model_name='searchtext',
            name='workspace',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.workspace'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.UniqueConstraint(fields=('receipt', 'number'), name='one_page_per_number'),
        ),
        migrations.AddConstraint(
            model_name='field',
            constraint=models.UniqueConstraint(fields=('receipt', 'section', 'row', 'name'), name='one_field_per_place'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.UniqueConstraint(models.F('workspace'), django.db.models.functions.text.Lower('name'), name='one_tag_of_a_name'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['workspace', '-created_at', '-id'], name='receipt_list'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['workspace', 'status', '-created_at'], name='receipt_status'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['workspace', 'sha256'], name='receipt_content'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(models.F('workspace'), django.db.models.functions.comparison.Coalesce('date', models.Value(datetime.date(1, 1, 1), output_field=models.DateField())), models.F('id'), name='receipt_date'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(models.F('workspace'), django.db.models.functions.comparison.Coalesce('total', models.Value(Decimal('-1E+13'), output_field=models.DecimalField(decimal_places=4, max_digits=18))), models.F('id'), name='receipt_total'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(models.F('workspace'), models.F('merchant_name'), models.F('id'), name='receipt_merchant'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['workspace', 'date', 'total'], name='receipt_day_and_total'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(condition=models.Q(('status__in', ('queued', 'processing'))), fields=['status', 'queued_at'], name='receipt_unfinished'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(condition=models.Q(('status', 'failed')), fields=['finished_at'], name='receipt_failed'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(models.F('workspace'), models.F('currency'), django.db.models.functions.text.Lower('merchant_name'), models.F('merchant_name'), models.F('total'), models.F('date'), models.F('created_at'), models.F('category'), models.F('uploaded_by'), condition=models.Q(('status', 'completed'), ('total__isnull', False)), name='receipt_spent'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['workspace', 'status', 'model_version', 'marks', 'reviewed_at', 'finished_at', 'seconds', 'date', 'created_at', 'category', 'uploaded_by'], name='receipt_read'),
        ),
        migrations.RunPython(index_parts, unindex_parts),
    ]
