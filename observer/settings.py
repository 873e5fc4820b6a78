"""Observer's one settings file.

Every value comes from the environment (`.env.example` lists them all). A wrong or a missing value
refuses to start; `make demo` and `make test` write the ones they need.
"""

import logging
import tomllib
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
RELEASE: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
# Everything Observer writes on a laptop: database, broker, secrets, attachments, editions.
OBSERVER_HOME = Path(env.str("OBSERVER_HOME", default=str(BASE_DIR / ".observer"))).resolve()


def secret(name: str) -> str:
    """A secret from `name`, or from the file named by `name`_FILE; at least 32 characters."""
    path = env.str(f"{name}_FILE", default="")
    value = Path(path).read_text(encoding="utf-8").strip() if path else env.str(name, default="")
    if len(value) < 32:
        raise ImproperlyConfigured(f"{name} (or {name}_FILE) must hold at least 32 characters.")
    return value


# --- Secrets -------------------------------------------------------------------------------------
SECRET_KEY = secret("OBSERVER_SECRET_KEY")
# Hashes device and read tokens (keyed BLAKE2b): a stolen table opens nothing.
TOKEN_KEY = secret("OBSERVER_TOKEN_KEY").encode()
# Wraps each person's own key; kept outside the database.
PERSONAL_DATA_KEY = secret("OBSERVER_PERSONAL_DATA_KEY").encode()
# Makes the blind index by which an encrypted name is found.
INDEX_KEY = secret("OBSERVER_INDEX_KEY").encode()

# --- What kind of installation -------------------------------------------------------------------
DEBUG = env.bool("OBSERVER_DEBUG", default=False)
DEMO = env.bool("OBSERVER_DEMO", default=False)
ALLOWED_HOSTS = env.list("OBSERVER_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("OBSERVER_ORIGINS", default=[])
BEHIND_TLS = env.bool("OBSERVER_TLS", default=False)
# How many proxies of ours add to X-Forwarded-For; with none the header is what anybody wrote.
PROXIES = env.int("OBSERVER_PROXIES", default=0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "csp",
    "django_structlog",
    "observer.people",
    "observer.elections",
    "observer.missions",
    "observer.journal",
    "observer.registers",
    "observer.checklists",
    "observer.reports",
    "observer.analysis",
    "observer.findings",
    "observer.exports",
    "observer.gateways",
    "observer.field",
    "observer.dashboard",
    "observer.api",
    "observer.operations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "observer.people.second_factor.SecondFactorRequired",
    "observer.operations.logs.RequestLog",
]

ROOT_URLCONF = "observer.urls"
WSGI_APPLICATION = "observer.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- The database: two roles, and a third for deletion -------------------------------------------
# `default` is the role the application runs as; `owner` migrates; `retention` deletes.
DATABASES = {"default": env.db_url("DATABASE_URL")}
for alias, variable in {"owner": "DATABASE_OWNER_URL", "retention": "DATABASE_RETENTION_URL"}.items():
    if env.str(variable, default=""):
        DATABASES[alias] = env.db_url(variable)
for database in DATABASES.values():
    if database.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "Observer runs on PostgreSQL 16 or later only: DATABASE_URL is postgresql://role:password@host/name."
        )
    database["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=600)
    database["CONN_HEALTH_CHECKS"] = True
# An open transaction older than this cannot exist: sealing the journal relies on it. (Added to the
# options that the address carries: a Unix socket is one of them.)
DATABASES["default"].setdefault("OPTIONS", {}).update(
    options="-c statement_timeout=60s -c idle_in_transaction_session_timeout=60s -c lock_timeout=20s",
    # A server that is frozen, not gone, is told to the phone in seconds: it keeps the report and asks again.
    connect_timeout=5,
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Kept in this process: throttles, and bodies of the API under their ETag ------------------------
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "bodies": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "bodies",
        "TIMEOUT": 120,
        "OPTIONS": {"MAX_ENTRIES": 128},
    },
}

# --- Celery: any broker may be lost; every task is idempotent ------------------------------------
REDIS_URL = env.str("REDIS_URL")
# A Unix socket is written differently by redis-py and by Celery.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=", 1)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    # A person's request does not wait for a broker that is away; the worker has a patience of its own.
    "max_retries": 1,
    "interval_start": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 570
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "fold": {"task": "analysis.fold", "schedule": 1.0, "options": {"expires": 2}},
    "seal the journal": {"task": "journal.seal", "schedule": 10.0, "options": {"expires": 10}},
    "seal the rest": {"task": "journal.seal_everything", "schedule": 3600.0, "options": {"expires": 3600}},
    "clear sessions": {"task": "operations.clear_sessions", "schedule": 3600.0, "options": {"expires": 3600}},
    "draw thumbnails": {"task": "reports.thumbnails", "schedule": 5.0, "options": {"expires": 5}},
    "sweep unsent photos": {
        "task": "field.sweep_unsent_photos",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "sweep exports": {"task": "exports.sweep", "schedule": 3600.0, "options": {"expires": 3600}},
    "sweep registers": {"task": "registers.sweep_files", "schedule": 3600.0, "options": {"expires": 3600}},
    "send texts": {"task": "gateways.send_texts", "schedule": 5.0, "options": {"expires": 5}},
    "sweep texts": {"task": "gateways.sweep_texts", "schedule": 20.0, "options": {"expires": 20}},
    "send sheets": {"task": "reports.send_sheets", "schedule": 60.0, "options": {"expires": 60}},
    "sweep jobs": {"task": "operations.sweep_jobs", "schedule": 5.0, "options": {"expires": 5}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(OBSERVER_HOME / "celerybeat-schedule")

# --- People --------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_ADAPTER = "observer.dashboard.adapter.HeadquartersAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
# No box to tick for longer: a session ends after SESSION_COOKIE_AGE, on every computer.
ACCOUNT_SESSION_REMEMBER = False
# Asking for a password again and again: counted by address and by account.
ACCOUNT_RATE_LIMITS = {"login": "20/m/ip", "login_failed": "10/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_ADAPTER = "observer.people.adapter.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Observer"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS and not DEMO else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# --- What a page may load: ourselves, nothing else -----------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    # A photo or a recording is chosen from a file field, which needs no permission. Where somebody is, a page
    # learns only after a press on the button of a question that asks for it, and the browser asks once more.
    "accelerometer": [],
    "camera": [],
    "display-capture": [],
    "geolocation": ["self"],
    "gyroscope": [],
    "magnetometer": [],
    "microphone": [],
    "payment": [],
    "usb": [],
}

# --- The API -------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "observer.api.authentication.ReadTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "observer.problems.write_problem",
    "NUM_PROXIES": PROXIES,
    "DEFAULT_THROTTLE_RATES": {
        "read": "600/min",
        "live": "1200/min",
        "intake": "600/min",
        "stranger": "30/min",
    },
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Observer",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "observer.api.schema.describe_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "Phase": "observer.checklists.models.Phase",
        "Severity": "observer.checklists.models.Severity",
        "Basis": "observer.checklists.models.Basis",
        # What a row counts, by the kind of row.
        "OfCoverage": ["observed", "reports"],
        "OfViolations": ["events", "affected"],
        "OfPlan": ["register", "observed", "reports", "teams", "assigned", "missing"],
        "OfProtocols": ["failing", "differing"],
        "OfExcluded": ["observed", "affected", "events", "reports"],
    },
}

# --- Languages, time, files ----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")]
# Django names the people instead of the language.
LANG_INFO["kk"]["name_local"] = "Қазақша"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["observer.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
STATIC_ROOT = OBSERVER_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Attachments and editions: never below the web root, served through access only.
MEDIA_ROOT = Path(env.str("OBSERVER_FILES", default=str(OBSERVER_HOME / "files")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "observer.operations.staticfiles.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# ODK Collect puts up to 101 files into one request, beside the form they belong to.
DATA_UPLOAD_MAX_NUMBER_FILES = 110
# Hosts of our own network that may be given texts to send (a phone that forwards them).
SMS_HOSTS = env.list("OBSERVER_SMS_HOSTS", default=[])
ATTACHMENT_MAX_BYTES = 20 * 1024 * 1024
# Recordings and papers: what a phone can send in a few minutes over a slow line.
AUDIO_MAX_BYTES = env.int("OBSERVER_AUDIO_MAX_BYTES", default=25 * 1024 * 1024)
VIDEO_MAX_BYTES = env.int("OBSERVER_VIDEO_MAX_BYTES", default=60 * 1024 * 1024)
FILE_MAX_BYTES = env.int("OBSERVER_FILE_MAX_BYTES", default=25 * 1024 * 1024)
INTAKE_BATCH_MAX = 200

# --- Logs: refusals and failures, without names, positions or anybody's words --------------------
LOGGING_CONFIG = "observer.operations.logs.configure"
LOGGING = {"level": env.str("OBSERVER_LOG_LEVEL", default="INFO"), "debug": DEBUG}
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
# A line for each poll of each board would bury what matters.
DJANGO_STRUCTLOG_STATUS_DEFAULT_LOG_LEVEL = DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG
