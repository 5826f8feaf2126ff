"""Settings of the demo, and of the tests.

Written out instead of ``from workbench.settings import *``: those serve the working directory,
database included, as media and log to a folder that may not exist.
"""

import os
import secrets
import warnings
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

HERE = Path(__file__).resolve().parent
VAR = HERE / "var"
VAR.mkdir(exist_ok=True)

# XBlock's file-system service imports an old ``fs``; nothing a reader of the demo's output can act on.
warnings.filterwarnings("ignore", message="pkg_resources is deprecated")


def _secret_key() -> str:
    """Return this machine's key, made on the first run, so that sessions survive a restart."""
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("DEMO_DEBUG") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"]
ROOT_URLCONF = "demo.urls"
WSGI_APPLICATION = None
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
USE_TZ = True
USE_I18N = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("es-419", "Español (Latinoamérica)"), ("ar", "العربية")]
SITE_ID = 1

INSTALLED_APPS = [
    "demo.apps.DemoConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "completion",
    "eventtracking.django",
    "milestones",
    "waffle",
    "workbench",
    "pd_personalize_xblock.records.apps.RecordsConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "demo.people.ActingPersonMiddleware",
    "crum.CurrentRequestUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "demo.pages.site",
            ],
        },
    },
]


def _database(address: str) -> dict[str, object]:
    """Return the settings of a database: SQLite, or ``mysql://user:password@host:port/name?unix_socket=path``.

    MySQL and MariaDB as Open edX has them under Tutor. It sets no isolation level: Django's is READ COMMITTED.
    """
    if not address:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": VAR / "demo.sqlite3", "OPTIONS": {"timeout": 20}}
    url = urlsplit(address)
    if url.scheme != "mysql":
        raise ValueError(f"PD_TEST_DATABASE: {url.scheme!r} is not mysql")
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": parse_qs(url.query).get("unix_socket", [url.hostname or ""])[0],
        "PORT": str(url.port or ""),
        "ATOMIC_REQUESTS": True,
        "OPTIONS": {"charset": "utf8mb4", "init_command": "SET sql_mode='STRICT_TRANS_TABLES'"},
        "TEST": {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"},
    }


DATABASES = {"default": _database(os.environ.get("PD_TEST_DATABASE", ""))}

STATIC_URL = "/static/"
# No media at all: an empty MEDIA_URL, the workbench's, would publish the working directory.
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "demo": {"handlers": ["console"], "level": "INFO"},
        # Without this a failure shows nothing at all: DEBUG is off and nobody reads mail to admins.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}

# What the workbench's runtime offers blocks beside its own services.
WORKBENCH = {
    "reset_state_on_restart": False,
    "services": {
        "field-data": "demo.store.FieldDataService",
        "user": "demo.people.UserService",
        "studio_user_permissions": "demo.people.StudioPermissions",
    },
}
EXCLUDED_XBLOCKS: set[str] = set()

# As in the LMS and Studio.
FEATURES = {"MILESTONES_APP": True}
EVENT_TRACKING_ENABLED = True
OPENEDX_TELEMETRY: list[str] = []  # nobody watches the demo
PD_PERSONALIZE_OUTLINE = "demo.course.outline"
PD_PERSONALIZE_DRAFT_OUTLINE = "demo.course.draft_outline"
PD_PERSONALIZE_LEARNERS = "demo.crowd.learners"
PD_PERSONALIZE_GROUPS = "demo.crowd.groups"
PD_PERSONALIZE_IS_LEADER = "demo.people.is_leader"
PLATFORM_NAME = "Demo Academy"

# Tokens for other programs, signed as the LMS signs its own.
_ISSUER = {"ISSUER": "demo", "AUDIENCE": "demo", "SECRET_KEY": SECRET_KEY}
JWT_AUTH = {
    "JWT_ALGORITHM": "HS256",
    "JWT_AUDIENCE": _ISSUER["AUDIENCE"],
    "JWT_AUTH_HEADER_PREFIX": "JWT",
    "JWT_DECODE_HANDLER": "edx_rest_framework_extensions.auth.jwt.decoder.jwt_decode_handler",
    "JWT_ISSUER": _ISSUER["ISSUER"],
    "JWT_ISSUERS": [_ISSUER],
    "JWT_LEEWAY": 1,
    "JWT_PUBLIC_SIGNING_JWK_SET": None,
    "JWT_SECRET_KEY": SECRET_KEY,
    "JWT_SUPPORTED_VERSION": "1.2.0",
    "JWT_VERIFY_AUDIENCE": True,
}
