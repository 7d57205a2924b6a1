"""Workers under test: as on one machine, but the beat looks every second or two, so that runs are short."""

# ruff: noqa: F403, F405
from config.settings.local import *

_QUICK = {
    "send-due-mailings": 1.0,
    "sweep-leases": 2.0,
    "start-due-campaigns": 1.0,
    "finish-campaigns": 2.0,
}
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": _QUICK.get(name, entry["schedule"])}
    for name, entry in CELERY_BEAT_SCHEDULE.items()
}
CELERY_BEAT_MAX_LOOP_INTERVAL = 0.5
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"ip": None, "user": None}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
