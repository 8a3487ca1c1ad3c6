"""The Celery application; `celery -A deploy worker` starts a worker."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

from deploy.allocator import tame_allocator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")

app = Celery("tillroll")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# By name, because models can be imported only after Django's set-up.
app.steps["worker"].add("receipts.sweeper:Sweeper")
app.steps["worker"].add("ocr.cluster.live.step:LiveNews")


@worker_init.connect
def _start_small(**_: Any) -> None:
    tame_allocator()
