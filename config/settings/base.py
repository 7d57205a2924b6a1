"""What holds on every installation; `local`, `test` and `production` say what differs."""

import re
import socket
from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from redis.backoff import NoBackoff
from redis.retry import Retry

from config import env
from config.services.paths import ROOT, var_dir

BASE_DIR = ROOT
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.listing("SECRET_KEY_FALLBACKS")
# Seals stored credentials and DKIM keys (Fernet); the first key seals, all of them open.
SECRET_BOX_KEYS = env.listing("SECRET_BOX_KEYS")
# Keys the hashes of the suppression list; it must never lie in the database it protects.
ADDRESS_HASH_KEY = env.text("ADDRESS_HASH_KEY")
# Signs the links in e-mails. They never expire, so neither may this key.
TOKEN_KEY = env.text("TOKEN_KEY")

DEBUG = False
# Hotels' own hosts of tracked links that the web server before us serves, each with its certificate.
BELLHOP_TRACKING_HOSTS = env.listing("BELLHOP_TRACKING_HOSTS")
ALLOWED_HOSTS = [*env.listing("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"), *BELLHOP_TRACKING_HOSTS]
PUBLIC_URL = env.text("BELLHOP_PUBLIC_URL", "http://localhost:8000").rstrip("/")
BELLHOP_RELAY_URL = env.text("BELLHOP_RELAY_URL", "smtp://127.0.0.1:25")
# The log of the Postfix behind BELLHOP_RELAY_URL, where it runs on this host; settles letters in doubt.
BELLHOP_RELAY_LOG = env.text("BELLHOP_RELAY_LOG", "")
# That mail server signs by DKIM itself.
BELLHOP_RELAY_SIGNS = env.flag("BELLHOP_RELAY_SIGNS", default=False)
# Whether an organisation's relay may stand in a private network; link-local addresses never may.
BELLHOP_ALLOW_PRIVATE_RELAYS = env.flag("BELLHOP_ALLOW_PRIVATE_RELAYS", default=False)
# Sending processes on all machines together: while Redis is away each keeps to its share of the limits.
BELLHOP_SENDERS = env.number("BELLHOP_SENDERS", 4)
# Workers' journals lie on the machine they work on; its name tells their letters apart.
BELLHOP_HOST = env.text("BELLHOP_HOST", socket.gethostname())[:60]
BELLHOP_JOURNAL_DIR = env.text("BELLHOP_JOURNAL_DIR", str(var_dir() / "journal"))
# Who was erased, by hash; must outlive the database and its backups, and may stand on a share of all hosts.
BELLHOP_ERASURE_JOURNAL = env.text("BELLHOP_ERASURE_JOURNAL", str(var_dir() / "erasures.jsonl"))
# A letter in doubt is looked for in the relay's log after this long.
BELLHOP_SETTLE_SECONDS = env.number("BELLHOP_SETTLE_SECONDS", 120)
# The pictures of letters, shared by all web servers; must last as long as the database.
BELLHOP_PICTURES = env.text("BELLHOP_PICTURES", str(var_dir() / "pictures"))
BELLHOP_IMPORT_MAX_BYTES = env.number("BELLHOP_IMPORT_MAX_BYTES", 4 * 1024**3)
BELLHOP_QUEUE_COMMAND = env.text("BELLHOP_QUEUE_COMMAND", "postqueue -j")
# The host of return addresses, where bounces arrive; empty: the public address's host.
# Where `inbound_lmtp` takes returning mail from the mail server: host:port, or unix:/path.
BELLHOP_LMTP = env.text("BELLHOP_LMTP", "127.0.0.1:2424")
BELLHOP_BOUNCE_DOMAIN = env.text("BELLHOP_BOUNCE_DOMAIN", "")
# The host that takes mail for return addresses (MX); empty: the public address's host.
BELLHOP_MAIL_HOST = env.text("BELLHOP_MAIL_HOST", "")
# The SPF mechanism that names our mail servers; empty: `a:` and the relay's host.
BELLHOP_SPF = env.text("BELLHOP_SPF", "")
# The name server to ask, "127.0.0.1:5353"; empty: the system's.
BELLHOP_DNS_SERVER = env.text("BELLHOP_DNS_SERVER", "")
# Hashes at most that a visitor's browser tries before a sign-up form is taken; half of it on average.
BELLHOP_FORM_WORK = env.number("BELLHOP_FORM_WORK", 60_000)
BELLHOP_REQUIRE_VERIFIED_DOMAIN = env.flag("BELLHOP_REQUIRE_VERIFIED_DOMAIN", default=True)

INSTALLED_APPS = [
    "config.apps.OperatorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_celery_beat",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "csp",
    "django_vite",
    "accounts",
    "compliance",
    "delivery",
    "contacts",
    "integrations_ota",
    "campaigns",
    "analytics",
    "launch",
    "config.apps.WiringConfig",
]

MIDDLEWARE = [
    "accounts.api.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.headers.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.tenancy.admin.OperatorScopeMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ]
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------
ENGINE = "accounts.tenancy.postgres"


def database(url: str) -> dict[str, Any]:
    """One connection's settings. A pool per process, or none behind PgBouncer (DATABASE_POOL_MAX=0)."""
    settings: dict[str, Any] = {**dj_database_url.parse(url, engine=ENGINE), "ATOMIC_REQUESTS": False}
    pool_max = env.number("DATABASE_POOL_MAX", 0)
    if pool_max:
        smallest = env.number("DATABASE_POOL_MIN", 2)
        settings["OPTIONS"] = {"pool": {"min_size": smallest, "max_size": pool_max, "timeout": 10}}
        settings["CONN_MAX_AGE"] = 0
    else:
        settings["CONN_MAX_AGE"] = env.number("DATABASE_CONN_MAX_AGE", 60)
        settings["CONN_HEALTH_CHECKS"] = True
    settings["DISABLE_SERVER_SIDE_CURSORS"] = True
    return settings


UNSET_DATABASE = "postgresql://unset@127.0.0.1:1/unset"
DATABASES = {
    # The app's role: neither owner, superuser nor BYPASSRLS.
    "default": database(env.text("DATABASE_URL", UNSET_DATABASE)),
    # The owner's role: `migrate` alone uses it.
    "owner": {
        **dj_database_url.parse(env.text("DATABASE_OWNER_URL", UNSET_DATABASE), engine=ENGINE),
        "TEST": {"MIRROR": None},
    },
}
DATABASE_ROUTERS = ["accounts.tenancy.router.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:1").rstrip("/")
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": env.text("REDIS_CACHE_URL", f"{REDIS_URL}/1"),
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            # A Redis that hangs must cost nobody more than a moment: everything goes on without it.
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 1)},
        },
        "KEY_PREFIX": "bellhop",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- Celery -----------------------------------------------------------------------------------------
# Postgres holds the truth of each recipient and each pull; the broker only wakes workers.
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", f"{REDIS_URL}/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 180
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than any task may run, or a running task would be delivered a second time.
    "visibility_timeout": 240,
    "health_check_interval": 25,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
}
CELERY_BEAT_SCHEDULE = {
    "pull-due-connections": {"task": "integrations_ota.pull_due_connections", "schedule": 60.0},
    "send-due-mailings": {"task": "delivery.send_due_mailings", "schedule": 10.0},
    "check-domains": {"task": "delivery.check_domains", "schedule": 900.0},
    "sweep-leases": {"task": "delivery.sweep_leases", "schedule": 10.0},
    "purge-returned-mail": {"task": "delivery.purge_returned_mail", "schedule": 86_400.0},
    "prepare-months": {"task": "delivery.prepare_months", "schedule": 86_400.0},
    "refresh-due-facts": {"task": "contacts.refresh_due_facts", "schedule": 10.0},
    "forget-sign-ups": {"task": "contacts.forget_signups", "schedule": 900.0},
    "start-due-campaigns": {"task": "campaigns.start_due_campaigns", "schedule": 10.0},
    "finish-campaigns": {"task": "campaigns.follow_mailings", "schedule": 10.0},
    "run-due-imports": {"task": "contacts.run_due_imports", "schedule": 3.0},
    "apply-retention": {"task": "compliance.apply_retention", "schedule": 86_400.0},
    "make-exports": {"task": "compliance.make_exports", "schedule": 60.0},
    "repeat-erasures": {"task": "compliance.repeat_erasures", "schedule": 3600.0},
    "roll-up-email-stats": {"task": "analytics.roll_up", "schedule": 60.0},
    "forget-web-vitals": {"task": "analytics.forget_web_vitals", "schedule": 86_400.0},
}

# --- Log-in -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# E-mail is unique by a constraint on its lower-case form, which this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_ADAPTER = "accounts.login.InvitationOnlyAdapter"
# Higher than axes' limit, so that one lock decides and one message is shown.
ACCOUNT_RATE_LIMITS = {"login_failed": "50/m/ip,30/5m/key"}
HEADLESS_ONLY = True
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": "/app/verify/{key}",
    "account_reset_password": "/app/reset",
    "account_reset_password_from_key": "/app/reset/{key}",
    "account_signup": "/app/login",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.login.attempted_email"
AXES_LOCKOUT_CALLABLE = "accounts.login.locked_out"
AXES_IPWARE_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0)
LOGIN_URL = "/app/login"
LOGIN_REDIRECT_URL = "/app/"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.views.csrf_failed"

# --- API --------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.ApiKeyAuthentication",
        "accounts.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["accounts.api.json.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["accounts.api.json.JsonParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "accounts.api.pagination.KeysetPagination",
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api.throttling.PerIp", "accounts.api.throttling.PerUser"],
    "DEFAULT_THROTTLE_RATES": {
        "ip": env.text("BELLHOP_RATE_PER_IP", "100/min"),
        "user": env.text("BELLHOP_RATE_PER_USER", "600/min"),
    },
    "EXCEPTION_HANDLER": "accounts.api.errors.error_response",
    "NUM_PROXIES": env.number("TRUSTED_PROXIES", 0),
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Bellhop",
    "DESCRIPTION": "Guests, stays, permission, campaigns and what they earned.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "DataRequestKind": "compliance.models.request.KINDS",
        "DataRequestState": "compliance.models.request.STATES",
        "EmailKind": "contacts.models.guest.EMAIL_KINDS",
        "LetterFont": "campaigns.models.brand.FONT_CHOICES",
        "StayStatus": "contacts.models.stay.STATUSES",
        "CampaignStatus": "campaigns.models.campaign.STATUSES",
        "TrackingMode": "delivery.models.pace.TRACKING",
        "WarmUpPlan": "delivery.api.relay_serializers.WARM_UP_PLANS",
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Headers and static files -----------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.HashedStaticStorage"},
    "pictures": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": BELLHOP_PICTURES},
    },
}
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": FRONTEND_DIST / ".vite" / "manifest.json"}}


def WHITENOISE_IMMUTABLE_FILE_TEST(_path: str, url: str) -> bool:  # noqa: N802 - WhiteNoise's name
    """Names that carry a hash, by Vite or by Django, never change their content."""
    return bool(re.search(r"/assets/.+-[A-Za-z0-9_-]{8}\.\w+$|\.[0-9a-f]{12}\.\w+$", url))


# --- Language, time, logs ---------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("it", "Italiano"), ("es", "Español")]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        # It writes each address in full, tokens and feed secrets included.
        "httpx2": {"level": "WARNING"},
        # aiosmtpd's: it writes each sender and recipient.
        "mail.log": {"level": "WARNING"},
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
    },
}
