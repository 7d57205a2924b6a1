"""The suite: real PostgreSQL and Valkey, cheap password hashes, no rate limits unless a test sets them."""

from config import env
from config.settings.base import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
REST_FRAMEWORK = {**REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"ip": None, "user": None}}
LOGGING = {**LOGGING, "root": {"handlers": ["stderr"], "level": "ERROR"}}

# Workers of pytest-xdist share one Valkey, but neither organisations nor what is remembered of them.
CACHES["default"]["LOCATION"] = f"{REDIS_URL}/{2 + int(env.text('PYTEST_XDIST_WORKER', 'gw0')[2:])}"
