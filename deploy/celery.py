"""The Celery application; `celery -A deploy worker` starts a worker."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deploy.settings")

app = Celery("tillroll")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# By name, because models can be imported only after Django's set-up.
app.steps["worker"].add("receipts.sweeper:Sweeper")
