"""Benchmarks keep in step with what they measure."""

from django.core.management import call_command

from accounts.services import user_create
from deploy.bench.export import backup_write
from receipts.models import Receipt


def test_the_backup_of_a_benchmark_can_be_restored(db, tmp_path):
    user_create(email="olga@example.org", password="swordfish-5", workspace_name="Olga's shop")
    backup = tmp_path / "few.json"
    backup_write(backup, 3)
    call_command("import_workspace", str(backup), workspace="Olga's shop")
    assert Receipt.objects.filter(category__name="Meals").count() == 3
