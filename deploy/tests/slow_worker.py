"""A worker whose scripted engine takes `SECONDS`, so that tests can interfere in the middle of a receipt."""

import os
import sys
from typing import Any

from celery.signals import worker_ready

from deploy import celery_app
from ocr import engines
from ocr.engines.scripted import Script, ScriptedEngine

READY = "The slow worker is ready."


@worker_ready.connect
def _say_so(**_: Any) -> None:
    sys.stdout.write(READY + "\n")


if __name__ == "__main__":
    script = Script(seconds=float(os.environ["SECONDS"]))
    engines._made["scripted"] = ScriptedEngine(script)
    celery_app.worker_main(["worker", *sys.argv[1:]])
