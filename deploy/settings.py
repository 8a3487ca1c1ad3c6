"""Settings of the installation, read from the environment; the README's table explains each variable."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy
from django_guid.integrations import CeleryIntegration

from deploy.data_dir import make_data_dir, secret_key
from deploy.environment import Environment
from deploy.sign_on import sign_on_provider

env = Environment()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.path("DATA_DIR", BASE_DIR / "var")
make_data_dir(DATA_DIR)

DEBUG = env.flag("DEBUG", default=False)
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, low=1, high=65535)
WEB_WORKERS = env.number("WEB_WORKERS", 1, low=1, high=64)
PUBLIC_URL = env.url("PUBLIC_URL", ("http", "https")) or f"http://localhost:{PORT}"
ALLOWED_HOSTS = env.names(
    "ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname or "")
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

SECRET_KEY = env.text("SECRET_KEY") or secret_key(DATA_DIR)

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "channels",
    "corsheaders",
    "csp",
    "django_filters",
    "django_guid",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "ocr",
    "ocr.cluster",
    "accounts",
    "receipts",
    "receipts.exports",
    "receipts.webhooks",
    "operations",
    "api",
    "frontend",
    "deploy",
]

MIDDLEWARE = [
    "deploy.request_id.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "api.middleware.ProblemMiddleware",
    "deploy.csp.PolicyMiddleware",
    "deploy.limits.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "api.throttling.ThrottleMiddleware",
    "api.idempotency.IdempotencyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.sessions.ActivityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.WorkspaceMiddleware",
]

ROOT_URLCONF = "deploy.urls"
WSGI_APPLICATION = "deploy.wsgi.application"
ASGI_APPLICATION = "deploy.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "frontend" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database


def _sqlite() -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "tillroll.sqlite3",
        "OPTIONS": {
            # Without these three, the first concurrent write ends in 'database is locked'.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        },
        "CONN_MAX_AGE": 60,
        # A file as in real use: a database in memory locks in another way.
        "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
    }


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(
            "DATABASE_URL names no database; write postgres://user:password@host:5432/name."
        )
    return {
        "ENGINE": "deploy.checked_postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5},
    }


DATABASE_URL = env.url("DATABASE_URL", ("postgres", "postgresql"))
DATABASES = {"default": _postgresql(DATABASE_URL) if DATABASE_URL else _sqlite()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Reading

OCR_ENGINE = env.choice("OCR_ENGINE", "embedded", ("embedded", "serving", "scripted"))
OCR_PODS = env.names("OCR_PODS", ("local=http://127.0.0.1:8501", "local=http://127.0.0.1:8502"))
OCR_FALLBACK = env.choice("OCR_FALLBACK", "", ("", "embedded"))
OCR_POLICY: dict[str, Any] = {
    "connect_seconds": env.number("OCR_CONNECT_SECONDS", 2, low=1, high=60),
    "call_seconds": env.number("OCR_CALL_SECONDS", 20, low=1, high=600),
    "file_seconds": env.number("OCR_FILE_SECONDS", 120, low=1, high=900),
    "calls_per_pod": env.number("OCR_CALLS_PER_POD", 4, low=1, high=64),
    "hedge_share": env.number("OCR_HEDGE_PERCENT", 5, low=0, high=100) / 100,
}

# Broker and channel layer: one Valkey or Redis for both

VALKEY_SOCKET = DATA_DIR / "valkey.sock"
REDIS_URL = env.url("REDIS_URL", ("redis", "rediss", "unix"))
EMBEDDED_VALKEY = not REDIS_URL
REDIS_URL = REDIS_URL or f"unix://{VALKEY_SOCKET}"

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For ever: a worker outlives any outage of the broker.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CONSUMER = "deploy.consumer:QuickConsumer"
# Redelivery by the broker is only the last resort: the lease and the sweep find lost work within seconds.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "retry_policy": {"max_retries": 0, "timeout": 5},
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "receipts"
CELERY_WORKER_POOL = "threads"
CELERY_WORKER_CONCURRENCY = env.number(
    "WORKER_THREADS", 32 if OCR_ENGINE == "serving" else 2, low=1, high=256
)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": "tillroll-live"},
    },
}
# The default holds nothing but counts of log-in attempts and codes that were used. It lies in the database,
# so that people can log in while the broker is away, and still nobody can try passwords without end.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Beyond this many, counts are forgotten: more than a thousand guessing machines bring about.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What a process may forget, or know better than another one.
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # What was worked out of receipts, as long as none of them changes.
    "kept": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "kept",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}
ANSWERS_KEPT_SECONDS = env.number("ANSWERS_KEPT_SECONDS", 30, low=0, high=300)

# Files: originals and page images are private, so pages serve them after a permission check

S3_BUCKET = env.text("S3_BUCKET")


def _file_storage() -> dict[str, object]:
    if not S3_BUCKET:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": DATA_DIR / "files", "file_permissions_mode": 0o600},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.url("S3_ENDPOINT_URL", ("http", "https")) or None,
            "region_name": env.text("S3_REGION") or None,
            "access_key": env.text("S3_ACCESS_KEY_ID") or None,
            "secret_key": env.text("S3_SECRET_ACCESS_KEY") or None,
            "default_acl": "private",
            "file_overwrite": True,
        },
    }


STORAGES = {
    "default": _file_storage(),
    "staticfiles": {"BACKEND": "deploy.static.HashedStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# A web server that is started before files are collected serves them from where they lie.
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()

MAX_UPLOAD_MB = env.number("MAX_UPLOAD_MB", 20, low=1, high=500)
MAX_IMPORT_MB = env.number("MAX_IMPORT_MB", 2000, low=1, high=1_000_000)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Login

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("inbox")
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# With 'optional' whoever signs up is let in at once, so sign-up alone cannot hide that an address is taken.
ACCOUNT_EMAIL_VERIFICATION = env.choice("EMAIL_VERIFICATION", "optional", ("optional", "mandatory"))
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
# Whoever finds a browser left open can neither change how its owner logs in nor do so unnoticed.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Tillroll: "
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("account_login")
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_OPEN = env.flag("SIGNUP_OPEN", default=True)
# Log-in attempts are counted by the client's address, which only a proxy of ours may tell.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0, low=0, high=10)
MFA_ADAPTER = "accounts.two_step.TwoStepAdapter"
MFA_FORMS = {
    "authenticate": "accounts.two_step.LogInForm",
    "reauthenticate": "accounts.two_step.ConfirmForm",
    "add_webauthn": "accounts.two_step.AddPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tillroll"
# A code that changes while it is typed is taken, and clocks may differ a little (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "accounts.sign_on.SignOnAdapter"
# Whom the adapter knows by a confirmed address stays connected when the address changes.
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {}
if env.together("OIDC_NAME", "OIDC_ISSUER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = sign_on_provider(
        name=env.text("OIDC_NAME"),
        issuer_url=env.url("OIDC_ISSUER_URL", ("https", "http")),
        client_id=env.text("OIDC_CLIENT_ID"),
        client_secret=env.text("OIDC_CLIENT_SECRET"),
    )
EMAIL_CONFIG = env.url("EMAIL_URL", ("smtp", "smtps"))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_CONFIG else 'console'}.EmailBackend"
if EMAIL_CONFIG:
    _mail = urlsplit(EMAIL_CONFIG)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = not EMAIL_USE_SSL
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Tillroll <tillroll@localhost>")

# Security

_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME = "tillroll_session"
CSRF_COOKIE_NAME = "tillroll_csrf"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

# Language and time

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# REST API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.authentication.HasRight"],
    "DEFAULT_RENDERER_CLASSES": ["api.rendering.Renderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_METADATA_CLASS": "api.metadata.Methods",
    "DEFAULT_SCHEMA_CLASS": "api.schema.OperationSchema",
    "DEFAULT_THROTTLE_CLASSES": ["api.idempotency.Once"],
    # `?format=` says what is exported; answers are JSON in any case.
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "api.problems.problem_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Tillroll API",
    "DESCRIPTION": "Receipts that read themselves.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "ReceiptStatus": "receipts.models.Status",
        "JobStatus": "receipts.exports.models.JobStatus",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.common_answers.add_common_answers",
    ],
}

API_RATE = env.rate("API_RATE", "600/minute")
CORS_ALLOWED_ORIGINS = env.origins("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "prefer",
    "range",
    "x-request-id",
]
CORS_EXPOSE_HEADERS = [
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Range",
    "ETag",
    "Idempotent-Replayed",
    "Link",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
]

# Webhooks

WEBHOOK_ALLOW_PRIVATE = env.flag("WEBHOOK_ALLOW_PRIVATE", default=False)

# Metrics

METRICS_TOKEN = env.text("METRICS_TOKEN")

# Logs

# Tasks take the id of the request that sent them along.
DJANGO_GUID = {"GUID_HEADER_NAME": "X-Request-Id", "INTEGRATIONS": [CeleryIntegration()]}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "deploy.request_id.RequestIdFilter"}},
    "formatters": {"line": {"format": "{levelname} {name} [{request_id}]: {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {name: {"level": "WARNING"} for name in ("celery", "kombu", "django_guid")},
}

UNFOLD = {
    "SITE_TITLE": "Tillroll",
    "SITE_HEADER": "Tillroll",
    "SITE_SYMBOL": "receipt_long",
    "SIDEBAR": {"navigation": "operations.navigation.sidebar"},
    # Shades of the accent in frontend's tokens.css.
    "COLORS": {
        "primary": {
            "50": "#eeeefc",
            "100": "#e2e1fa",
            "200": "#c9c8f6",
            "300": "#aeb0fb",
            "400": "#8583f0",
            "500": "#5d5be3",
            "600": "#4a45d2",
            "700": "#3d38bb",
            "800": "#322e98",
            "900": "#2a2779",
            "950": "#1a184a",
        },
    },
}
