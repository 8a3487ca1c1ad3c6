"""A year of the reference cluster with 10 million calls of its pods, counted as workers would have."""

from datetime import date, timedelta

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.services import workspace_create
from ocr.cluster.models import Budget, Machine, Pod
from receipts.models import ImageClass, ReadingDay

DAYS = 365
CALLS = 10_000_000
_WORKSPACES, _WORKSTATIONS, _PODS_EACH = 3, (4, 5), 4
_MODELS = ("textdet", "textrec", "layout")
_PER_RECEIPT = 4
"""Calls."""

# Half of the calls are made in a third of the day; one of a hundred fails, and a tenth is a canary's.
_HOURS = """
INSERT INTO cluster_usage (hour, pod, site, model, release, outcome, calls, hedges, milliseconds,
    busy_milliseconds, bytes_sent, bytes_received, took_0, took_1, took_2, took_3, took_4, took_5, took_6,
    took_7, took_8, took_9, took_10)
SELECT hour, pod.url, pod.site, model, kind.release, kind.outcome, n, n / 50, n * 180, n * 150,
    n * 90000, n * 4000, 0, n / 10, n / 5, n - n / 10 - n / 5 - n / 20, n / 20, 0, 0, 0, 0, 0, 0
FROM generate_series(%(first)s::timestamptz, %(last)s::timestamptz, '1 hour') hour
CROSS JOIN cluster_pod pod CROSS JOIN unnest(%(models)s::text[]) model
CROSS JOIN (VALUES ('', 'ok', 0.89), ('labels/canary', 'ok', 0.1), ('', 'pod_timeout', 0.01))
    kind (release, outcome, share)
CROSS JOIN LATERAL (SELECT ceil(%(each)s::numeric * kind.share * CASE
    WHEN extract(hour FROM hour AT TIME ZONE 'UTC') BETWEEN 8 AND 15 THEN 1.5 ELSE 0.75 END)::bigint) size (n)
"""
_SUMS = (
    *("calls", "hedges", "milliseconds", "busy_milliseconds", "bytes_sent", "bytes_received"),
    *(f"took_{number}" for number in range(11)),
)
_DAYS = f"""
INSERT INTO cluster_dailyusage (day, pod, site, model, release, outcome, machine, {", ".join(_SUMS)})
SELECT (hour AT TIME ZONE 'UTC')::date, pod, did.site, model, release, outcome, machine.number,
    {", ".join(f"sum({name})" for name in _SUMS)}
FROM cluster_usage did JOIN cluster_pod ON url = pod JOIN cluster_machine machine ON machine_id = machine.id
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""  # noqa: S608  (the names are constants)


def cluster_fill(*, operator: User) -> int:
    """Fill the database; return how many calls were counted."""
    today = timezone.now().date()
    first = today - timedelta(days=DAYS - 1)
    call_command("load_reference_cluster", since=first, verbosity=0)
    Machine.objects.get(number=3).prices.update(price_per_gb="0.01", included_gb=50)
    Budget.objects.create(currency="USD", monthly_amount=400)
    _pods()
    _readings(operator, first)
    with connection.cursor() as cursor:
        each = CALLS / (DAYS * 24 * len(_MODELS) * len(_WORKSTATIONS) * _PODS_EACH)
        hours = {"first": f"{first} 00:00Z", "last": f"{today} 23:00Z"}
        cursor.execute(_HOURS, {**hours, "models": list(_MODELS), "each": each})
        cursor.execute(_DAYS)
        cursor.execute("SELECT sum(calls) FROM cluster_dailyusage")
        [calls] = cursor.fetchone()
    return int(calls)


def _pods() -> None:
    for number in _WORKSTATIONS:
        machine = Machine.objects.get(number=number)
        for pod in range(_PODS_EACH):
            url = f"http://10.0.{number}.{pod}:8501"
            Pod.objects.create(url=url, site=machine.site, machine=machine, gpu="RTX 3060", slices=2)


def _readings(owner: User, first: date) -> None:
    readings = CALLS // _PER_RECEIPT // DAYS // _WORKSPACES // len(ImageClass)
    for number in range(_WORKSPACES):
        workspace = workspace_create(owner=owner, name=f"Workspace {number}")
        ReadingDay.objects.bulk_create(
            ReadingDay(
                workspace=workspace,
                day=first + timedelta(days=day),
                image_class=image_class,
                with_pods=True,
                readings=readings,
                milliseconds=readings * 900,
                pod_calls=readings * _PER_RECEIPT,
                pod_milliseconds=readings * _PER_RECEIPT * 180,
                pod_bytes=readings * _PER_RECEIPT * 94_000,
                file_bytes=readings * 2_000_000,
            )
            for day in range(DAYS)
            for image_class in ImageClass
        )
