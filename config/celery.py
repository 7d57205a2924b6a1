import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_init, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
app = Celery("bellhop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_what_was_erased(**_: Any) -> None:
    """A database restored from an older backup holds people who were erased since: first they go again."""
    from compliance.services.erasure_check import erasures_require_replayed

    erasures_require_replayed()


@worker_init.connect
def refuse_hashes_of_an_older_key(**_: Any) -> None:
    """Who left is looked for by hash: with hashes of two keys in use they would not be found."""
    from compliance.services.rotation import hashes_require_rotated

    hashes_require_rotated()


@worker_process_init.connect
def spare_the_collector(**_: Any) -> None:
    """What was imported lives as long as the process: looking through it again and again halves a sender's pace."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
