import django.core.validators
import django.db.models.deletion
import ocr.cluster.models.pods
from django.db import migrations, models


class Migration(migrations.Migration):

    # What was made before the first release, in one step.
    replaces = [
        ('cluster', '0001_initial'),
        ('cluster', '0002_layout_model'),
        ('cluster', '0003_machines'),
        ('cluster', '0004_trials'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Alternative',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('price', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(0)])),
                ('currency', models.CharField(default='USD', max_length=3, validators=[django.core.validators.RegexValidator('\\A[A-Z]{3}\\Z', 'Write a currency as three capital letters, such as USD.')])),
                ('unit', models.CharField(choices=[('month', 'A month'), ('thousand', '1,000 receipts')], max_length=8)),
                ('published_on', models.DateField(help_text='When the price was looked up.')),
                ('source', models.CharField(help_text='Where it was published.', max_length=300)),
                ('note', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['unit', 'price'],
            },
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3, unique=True, validators=[django.core.validators.RegexValidator('\\A[A-Z]{3}\\Z', 'Write a currency as three capital letters, such as USD.')])),
                ('monthly_amount', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(0)])),
                ('warn_at_percent', models.PositiveSmallIntegerField(default=90, help_text='A warning is shown once the month is expected to take so much of it.')),
            ],
            options={
                'ordering': ['currency'],
            },
        ),
        migrations.CreateModel(
            name='Accuracy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hour', models.DateTimeField(help_text='Its start.')),
                ('model', models.CharField(max_length=20)),
                ('release', models.CharField(max_length=100)),
                ('read', models.IntegerField(default=0, help_text='All receipts that it read.')),
                ('receipts', models.IntegerField(default=0, help_text='Those that people corrected or approved.')),
                ('receipts_right', models.IntegerField(default=0, help_text='Those without a correction.')),
                ('fields', models.IntegerField(default=0, help_text='Values beside the tables that people looked at.')),
                ('fields_right', models.IntegerField(default=0, help_text='Those that they left as they were.')),
            ],
            options={
                'verbose_name_plural': 'accuracy',
                'ordering': ['-hour', 'model', 'release'],
                'constraints': [models.UniqueConstraint(fields=('hour', 'model', 'release'), name='one_accuracy_per_hour')],
            },
        ),
        migrations.CreateModel(
            name='DailyUsage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pod', models.CharField(help_text='Its URL.', max_length=300)),
                ('site', models.CharField(max_length=100)),
                ('model', models.CharField(max_length=20)),
                ('release', models.CharField(blank=True, help_text="Empty for the pod's own choice.", max_length=100)),
                ('outcome', models.CharField(help_text='ok, or the code of the error.', max_length=50)),
                ('calls', models.BigIntegerField(default=0)),
                ('hedges', models.BigIntegerField(default=0, help_text='Those sent beside another that took long.')),
                ('milliseconds', models.BigIntegerField(default=0, help_text='How long callers waited, in all.')),
                ('busy_milliseconds', models.BigIntegerField(default=0, help_text='Time in which the pod had a call; each worker counts for itself.')),
                ('bytes_sent', models.BigIntegerField(default=0)),
                ('bytes_received', models.BigIntegerField(default=0)),
                ('took_0', models.BigIntegerField(default=0, verbose_name='up to 25 ms')),
                ('took_1', models.BigIntegerField(default=0, verbose_name='up to 50 ms')),
                ('took_2', models.BigIntegerField(default=0, verbose_name='up to 0.1 s')),
                ('took_3', models.BigIntegerField(default=0, verbose_name='up to 0.2 s')),
                ('took_4', models.BigIntegerField(default=0, verbose_name='up to 0.4 s')),
                ('took_5', models.BigIntegerField(default=0, verbose_name='up to 0.8 s')),
                ('took_6', models.BigIntegerField(default=0, verbose_name='up to 1.6 s')),
                ('took_7', models.BigIntegerField(default=0, verbose_name='up to 3.2 s')),
                ('took_8', models.BigIntegerField(default=0, verbose_name='up to 6.4 s')),
                ('took_9', models.BigIntegerField(default=0, verbose_name='up to 12.8 s')),
                ('took_10', models.BigIntegerField(default=0, verbose_name='longer')),
                ('day', models.DateField()),
                ('machine', models.PositiveIntegerField(default=0, help_text='Number of the one that the pod ran on then; 0 where that was not said.')),
            ],
            options={
                'verbose_name_plural': 'daily usage',
                'ordering': ['-day', 'pod', 'model', 'release', 'outcome'],
                'constraints': [models.UniqueConstraint(fields=('day', 'pod', 'model', 'release', 'outcome', 'site', 'machine'), name='one_row_per_day')],
            },
        ),
        migrations.CreateModel(
            name='Machine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('name', models.CharField(max_length=100)),
                ('purpose', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(choices=[('cloud', 'Cloud'), ('on_premises', 'On premises')], default='cloud', max_length=11)),
                ('site', models.CharField(blank=True, help_text='The same name as its pods have.', max_length=100)),
                ('specs', models.CharField(blank=True, max_length=300)),
                ('remark', models.CharField(blank=True, max_length=300)),
                ('currency', models.CharField(default='USD', help_text='Of all that it costs; ISO 4217.', max_length=3, validators=[django.core.validators.RegexValidator('\\A[A-Z]{3}\\Z', 'Write a currency as three capital letters, such as USD.')])),
                ('purchase_cost', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, validators=[django.core.validators.MinValueValidator(0)])),
                ('purchased_on', models.DateField(blank=True, null=True)),
                ('depreciation_months', models.PositiveSmallIntegerField(default=36, help_text='Over which the purchase is spread, in equal parts.', validators=[django.core.validators.MinValueValidator(1)])),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('depreciation_months__gte', 1)), name='depreciation_takes_time')],
            },
        ),
        migrations.CreateModel(
            name='ModelRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, help_text="Such as 'trained on 2,000 receipts'.", max_length=100)),
                ('model', models.CharField(choices=[('textdet', 'Text detection'), ('textrec', 'Text recognition'), ('layout', 'Layout')], max_length=20)),
                ('selector', models.CharField(help_text='versions/NUMBER or labels/NAME.', max_length=100, validators=[django.core.validators.RegexValidator('\\A(versions/[0-9]{1,18}|labels/[A-Za-z0-9][A-Za-z0-9_.-]*)\\Z', 'Write versions/NUMBER or labels/NAME, such as versions/3 or labels/canary.')])),
                ('share', models.PositiveSmallIntegerField(default=0, help_text='Percent of the files.', validators=[django.core.validators.MaxValueValidator(100)])),
                ('enabled', models.BooleanField(default=True)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('began_at', models.DateTimeField(blank=True, editable=False, help_text='When its trial began; it is judged from then on.', null=True)),
                ('before', models.JSONField(blank=True, default=dict, editable=False, help_text='What was counted on its first day before it began, and is not held against it.')),
                ('judged_at', models.DateTimeField(blank=True, editable=False, help_text='When its trial was last looked at.', null=True)),
                ('ended_at', models.DateTimeField(blank=True, editable=False, help_text='When it was rolled back.', null=True)),
                ('verdict', models.TextField(blank=True, editable=False, help_text='Why it was rolled back by itself, as a sentence with the figures.')),
            ],
            options={
                'ordering': ['model', 'id'],
                'constraints': [models.UniqueConstraint(fields=('model', 'selector'), name='one_row_per_release', violation_error_message='This release of the model is listed already.'), models.CheckConstraint(condition=models.Q(('share__lte', 100)), name='share_is_percent')],
            },
        ),
        migrations.CreateModel(
            name='OneOffCost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('label', models.CharField(max_length=100)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(0)])),
                ('machine', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='one_off_costs', to='cluster.machine')),
            ],
            options={
                'ordering': ['day', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Pod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(help_text='Such as http://10.0.0.7:8501.', max_length=300, unique=True, validators=[ocr.cluster.models.pods.validate_pod_url], verbose_name='URL')),
                ('site', models.CharField(blank=True, help_text="The place whose power and network it shares with others; empty for its host's name.", max_length=100)),
                ('state', models.CharField(choices=[('active', 'Active'), ('draining', 'Draining'), ('off', 'Off')], default='active', help_text='A draining pod finishes what it has and gets nothing new; one that is off gets nothing.', max_length=8)),
                ('gpu', models.CharField(blank=True, help_text='Such as RTX 3060.', max_length=100, verbose_name='GPU')),
                ('slices', models.PositiveSmallIntegerField(default=1, help_text='How many pods share its GPU by time slicing, this one among them.')),
                ('note', models.CharField(blank=True, max_length=200)),
                ('origin', models.CharField(choices=[('settings', 'Settings'), ('operator', 'Operator')], default='operator', editable=False, max_length=8)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('listed_at', models.DateTimeField(editable=False, help_text='When OCR_PODS named it last, to the minute.', null=True)),
                ('last_seen_at', models.DateTimeField(editable=False, help_text='When it last answered a call, to the minute.', null=True, verbose_name='last seen')),
                ('machine', models.ForeignKey(blank=True, help_text='Which it runs on, so that what it does is set against what the machine costs.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pods', to='cluster.machine')),
            ],
            options={
                'ordering': ['site', 'url'],
            },
        ),
        migrations.CreateModel(
            name='Usage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pod', models.CharField(help_text='Its URL.', max_length=300)),
                ('site', models.CharField(max_length=100)),
                ('model', models.CharField(max_length=20)),
                ('release', models.CharField(blank=True, help_text="Empty for the pod's own choice.", max_length=100)),
                ('outcome', models.CharField(help_text='ok, or the code of the error.', max_length=50)),
                ('calls', models.BigIntegerField(default=0)),
                ('hedges', models.BigIntegerField(default=0, help_text='Those sent beside another that took long.')),
                ('milliseconds', models.BigIntegerField(default=0, help_text='How long callers waited, in all.')),
                ('busy_milliseconds', models.BigIntegerField(default=0, help_text='Time in which the pod had a call; each worker counts for itself.')),
                ('bytes_sent', models.BigIntegerField(default=0)),
                ('bytes_received', models.BigIntegerField(default=0)),
                ('took_0', models.BigIntegerField(default=0, verbose_name='up to 25 ms')),
                ('took_1', models.BigIntegerField(default=0, verbose_name='up to 50 ms')),
                ('took_2', models.BigIntegerField(default=0, verbose_name='up to 0.1 s')),
                ('took_3', models.BigIntegerField(default=0, verbose_name='up to 0.2 s')),
                ('took_4', models.BigIntegerField(default=0, verbose_name='up to 0.4 s')),
                ('took_5', models.BigIntegerField(default=0, verbose_name='up to 0.8 s')),
                ('took_6', models.BigIntegerField(default=0, verbose_name='up to 1.6 s')),
                ('took_7', models.BigIntegerField(default=0, verbose_name='up to 3.2 s')),
                ('took_8', models.BigIntegerField(default=0, verbose_name='up to 6.4 s')),
                ('took_9', models.BigIntegerField(default=0, verbose_name='up to 12.8 s')),
                ('took_10', models.BigIntegerField(default=0, verbose_name='longer')),
                ('hour', models.DateTimeField(help_text='Its start.')),
            ],
            options={
                'verbose_name_plural': 'usage',
                'ordering': ['-hour', 'pod', 'model', 'release', 'outcome'],
                'indexes': [models.Index(fields=['hour'], name='usage_hour')],
                'constraints': [models.UniqueConstraint(fields=('pod', 'hour', 'model', 'release', 'outcome', 'site'), name='one_row_per_hour')],
            },
        ),
        migrations.CreateModel(
            name='MachinePrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, help_text='The first day on which it holds no more; empty while it does.', null=True)),
                ('monthly_cost', models.DecimalField(decimal_places=2, default=0, help_text='Flat.', max_digits=12, validators=[django.core.validators.MinValueValidator(0)])),
                ('watts', models.DecimalField(decimal_places=1, default=0, help_text='Mean power, if electricity is paid by the kilowatt-hour instead.', max_digits=8, validators=[django.core.validators.MinValueValidator(0)])),
                ('price_per_kwh', models.DecimalField(decimal_places=5, default=0, max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name='price per kWh')),
                ('metered', models.CharField(blank=True, choices=[('', 'Nothing'), ('own_pods', 'Calls of the pods on it'), ('all_pods', 'Calls of all pods (workers run on it)')], max_length=8, verbose_name='traffic')),
                ('included_gb', models.DecimalField(decimal_places=2, default=0, help_text='A month, of 2^30 bytes.', max_digits=12, validators=[django.core.validators.MinValueValidator(0)], verbose_name='included GB')),
                ('price_per_gb', models.DecimalField(decimal_places=5, default=0, max_digits=10, validators=[django.core.validators.MinValueValidator(0)], verbose_name='price per GB beyond')),
                ('machine', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='cluster.machine')),
            ],
            options={
                'ordering': ['machine', 'valid_from'],
                'constraints': [models.UniqueConstraint(fields=('machine', 'valid_from'), name='one_price_per_machine_and_day'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='price_ends_after_it_began')],
            },
        ),
    ]
