"""Behind TLS. Every secret and server is given by the environment; nothing is made up."""

from config import env
from config.settings.base import *

ALLOWED_HOSTS = [*env.listing("ALLOWED_HOSTS", ""), *BELLHOP_TRACKING_HOSTS]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "config.static.CompressedHashedStaticStorage"}}
