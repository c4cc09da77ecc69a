"""Settings of the school. Everything an operator may change is an environment variable, listed in docs/operator.md."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from lessons import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("ETUDE_VAR", BASE_DIR / "var")

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key(VAR_DIR / "secret.key")


def _own_names() -> list[str]:
    """The names this machine answers to by default: itself and its addresses on the local network."""
    from lessons.operations.addresses import lan_addresses

    host = socket.gethostname().lower()
    return ["localhost", "127.0.0.1", "[::1]", host, f"{host}.local", *lan_addresses()]


ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", _own_names())
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "lessons.people",
    "lessons.library",
    "lessons.teaching",
    "lessons.practice",
    "lessons.operations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lessons.people.security.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lessons.people.clock.ReaderTimezone",
    "lessons.people.voices.ReaderVoice",
]

ROOT_URLCONF = "lessons.urls"
WSGI_APPLICATION = "lessons.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "lessons.people.templatetags.reading"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # so that templates/django/forms draws every field

# What is kept, and where
DATABASES = {"default": env.database(VAR_DIR / "etude.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache(VAR_DIR / "cache")}
STORAGES = {
    "default": env.media_storage(VAR_DIR / "media"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = env.folder("ETUDE_STATIC", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"] if (BASE_DIR / "static").is_dir() else []
WHITENOISE_USE_FINDERS = True  # no collectstatic step before the first start
WHITENOISE_AUTOREFRESH = DEBUG

# Work for the workers
globals().update(env.broker(VAR_DIR / "broker"))
CELERY_TASK_DEFAULT_QUEUE = "etude"
CELERY_TASK_QUEUES = tuple(  # lessons/work.py says which is for what
    Queue(name, Exchange("etude"), routing_key=name) for name in ("etude", "etude-patient")
)
CELERY_TASK_IGNORE_RESULT = True  # results live in the rows the tasks work on
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1}

# People
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "people:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "people:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "nickname")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip
TEACHER_SIGN_UP = env.choice("ETUDE_TEACHER_SIGN_UP", "open", ("open", "closed"))

# Takes
TAKE_MAX_BYTES = env.number("ETUDE_TAKE_MAX_MB", 60, 1, 1000) * 1024 * 1024
TAKE_KEEP_DAYS = env.number("ETUDE_KEEP_TAKES_DAYS", 0, 0, 36500)  # 0: until someone deletes them
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 1200  # a folder of tunes; each form says how many it takes
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = str(env.folder("ETUDE_UPLOADS", VAR_DIR / "uploads"))

# Safety
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.flag("ETUDE_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("ETUDE_HSTS_SECONDS", 0, 0, 63_072_000)

# Language and time
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]  # each has its grammar in tutor/grading
LOCALE_PATHS = [BASE_DIR / "lessons" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("ETUDE_TIME_ZONE", "").strip() or "UTC"
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError):
    raise ImproperlyConfigured(f"ETUDE_TIME_ZONE is '{TIME_ZONE}'; use a name such as Europe/Berlin.") from None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"kombu.connection": {"level": "ERROR"}},  # else each knock at the file broker is a warning
    "root": {
        "handlers": ["console"],
        "level": env.choice("ETUDE_LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
}
