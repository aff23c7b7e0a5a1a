# SPDX-License-Identifier: EUPL-1.2
"""Settings of one running Mittendrin: one process serves one town. See docs/reference/einstellungen.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from mittendrin.config.env import env
from mittendrin.config.secret import secret_key
from mittendrin.config.town_dir import RESERVED, SLUG, make_town_dir, town_slug

PACKAGE_DIR = Path(__file__).resolve().parent.parent
REPO_DIR = PACKAGE_DIR.parent.parent

# Town and folders --------------------------------------------------------------------------------
TOWN = town_slug(env.str("TOWN", "musterstadt"))
DATA_ROOT = env.path("DATA_DIR", REPO_DIR / "var").resolve()
TOWN_DIR = DATA_ROOT / TOWN
TOWN_SLUG_PATTERN, TOWN_SLUGS_RESERVED = SLUG.pattern, RESERVED
make_town_dir(TOWN_DIR, must_exist=env.bool("TOWN_MUST_EXIST", False))
TEST_DATA_DIR = env.path("TEST_DATA", REPO_DIR.parent / "shared" / "data")
STUDIES_DIR = env.path("STUDIES", REPO_DIR.parent / "shared" / "seeds")
SEARCH_INDEX_DIR = TOWN_DIR / "search"

# Safety ------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or secret_key(TOWN_DIR / "secret-key")
HTTPS = env.bool("HTTPS", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("TRUSTED_ORIGINS", [])
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 10
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
EMBED_ORIGINS: list[str] = env.list("EMBED_ORIGINS", [])
BUNDLE_HOSTS: list[str] = env.list("BUNDLE_HOSTS", [])  # servers of the own network whose bundles may be followed
CSRF_FAILURE_VIEW = "mittendrin.web.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "connect-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
PROPOSALS_PER_DAY = env.int("PROPOSALS_PER_DAY", 10)  # from one address without an account
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", 50) * 1024 * 1024
UPLOAD_STALL_SECONDS = env.int("UPLOAD_STALL_SECONDS", 20)  # how long one wait for a client may last

# Apps --------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "mittendrin.config",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "mittendrin.townhall.accounts",
    "mittendrin.townhall.feedback",
    "mittendrin.townhall.cases",
    "mittendrin.townhall.tasks",
    "mittendrin.townhall.backups",
    "mittendrin.townhall.decisions",
    "mittendrin.web",
    "mittendrin.apps.atlas",
    "mittendrin.apps.vorgaenge",
    "mittendrin.apps.posteingang",
    "mittendrin.apps.kiregister",
    "mittendrin.apps.standort",
    "mittendrin.apps.stadtdaten",
    "mittendrin.apps.opendata",
]
MIDDLEWARE = [
    "mittendrin.sta.middleware.sta_answers",
    "mittendrin.web.api.middleware.api_answers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "mittendrin.web.middleware.maintenance",
    "mittendrin.web.middleware.upload_limit",
    "mittendrin.web.middleware.clean_address",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mittendrin.web.middleware.person_language",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "mittendrin.web.middleware.own_password_first",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "mittendrin.config.urls"
WSGI_APPLICATION = "mittendrin.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mittendrin.web.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "mittendrin.web.templatetags.web"],
        },
    }
]
FORM_RENDERER = "mittendrin.web.forms.KernRenderer"

# Store -------------------------------------------------------------------------------------------
_database_url = env.str("DATABASE_URL", f"sqlite:///{TOWN_DIR / 'mittendrin.sqlite3'}")
DATABASE_PER_TOWN = _database_url.startswith("sqlite:///") or "{town}" in _database_url
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(_database_url.replace("{town}", TOWN))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        " PRAGMA cache_size=-32000; PRAGMA mmap_size=134217728;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "slow"]}}

# People ------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Person"
LOGIN_URL = "web:login"
LOGIN_REDIRECT_URL = "web:profile"
LOGOUT_REDIRECT_URL = "atlas:start"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "mittendrin.townhall.accounts.passwords.GermanCommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = env.int("LOGIN_FAILURES", 5)
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "mittendrin.web.views.errors.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "password"]
AXES_CLIENT_IP_CALLABLE = "mittendrin.web.visitor.client_ip"
AXES_HANDLER = "mittendrin.web.login_guard.Guard"
LOGIN_FAILURES_ADDRESS = env.int("LOGIN_FAILURES_ADDRESS", 100)  # of one address over all names, in 15 minutes
LOGIN_FAILURES_NAME = env.int("LOGIN_FAILURES_NAME", 30)  # on one name from all addresses, in 15 minutes
AXES_DISABLE_ACCESS_LOG = True  # who logged in when is nobody's business
DEMO = env.bool("DEMO", TOWN == "musterstadt")
DEMO_SET = bool(env.str("DEMO", ""))

# Language, time ----------------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [PACKAGE_DIR / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

# Files -------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_DIR", DATA_ROOT / "static")
STATICFILES_DIRS = [PACKAGE_DIR / "web" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": TOWN_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
DELETIONS_DIR = env.path("DELETIONS_DIR", DATA_ROOT)  # what was destroyed, outside of what a backup brings back
MAINTENANCE_FILE = TOWN_DIR / "maintenance"
BASEMAP_URL = env.str("BASEMAP_URL", "")
if BASEMAP_URL:
    _origin = "/".join(BASEMAP_URL.split("/")[:3])
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["connect-src"].append(_origin)
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(_origin)

# Interface for programs ----------------------------------------------------------------------------
API_THROTTLE = env.int("API_THROTTLE", 600)  # requests per address and minute; 0 = no limit
API_CORS = env.bool("API_CORS", True)
NINJA_NUM_PROXIES = 1 if BEHIND_PROXY else 0

# Stadtdaten ----------------------------------------------------------------------------------------
STA_SECONDS = env.int("STA_SECONDS", 15)  # longer no question to the SensorThings API may take

# Open data -----------------------------------------------------------------------------------------
OPEN_DATA_LICENCE = env.str("OPEN_DATA_LICENCE", "dl-by-de/2.0")  # code as in DCAT-AP.de
CONTRIBUTOR_ID = env.str("CONTRIBUTOR_ID", "")  # of GovData: the code or the whole IRI
REGIONAL_KEY = env.str("REGIONAL_KEY", "")  # Amtlicher Regionalschlüssel, twelve digits

# Cases ---------------------------------------------------------------------------------------------
CASE_YEARS: list[str] = env.list("CASE_YEARS", [])  # how long cases of a kind are kept: own=5,objection=3

# Letters -------------------------------------------------------------------------------------------
FILE_KEY = env.str("FILE_KEY", "")  # encrypts what is stored of letters; several: the first seals, all open
# Each town has a folder of its own in those that are named here: one setting may hold for all towns of a machine.
LETTER_WORK_DIR = Path(_work) / TOWN if (_work := env.str("LETTER_WORK_DIR", "")) else TOWN_DIR / "letters-work"
LETTER_INDEX_DIR = Path(_index) / TOWN if (_index := env.str("LETTER_INDEX_DIR", "")) else TOWN_DIR / "letters-search"
LETTER_STORAGE: dict[str, Any] = {
    "BACKEND": "mittendrin.apps.posteingang.ingest.store.AtomicFiles",
    "OPTIONS": {"location": TOWN_DIR / "letters"},
}
if BUCKET := env.str("BUCKET", ""):
    LETTER_STORAGE = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": BUCKET,
            "location": f"{TOWN}/letters",
            "endpoint_url": env.str("BUCKET_ENDPOINT", "") or None,
            "region_name": env.str("BUCKET_REGION", "") or None,
            "access_key": env.str("BUCKET_ACCESS_KEY", "") or None,
            "secret_key": env.str("BUCKET_SECRET_KEY", "") or None,
            "file_overwrite": True,
        },
    }
LETTER_FOLDERS: list[str] = env.list("LETTER_FOLDERS", [])  # watched folders of scanners
LETTER_FOLDER_AFTER = env.str("LETTER_FOLDER_AFTER", "move")  # move or delete
IMAP: dict[str, Any] = {
    "host": env.str("IMAP_HOST", ""),
    "port": env.int("IMAP_PORT", 0),  # 0: 993, with starttls or plain 143
    "user": env.str("IMAP_USER", ""),
    "password": env.str("IMAP_PASSWORD", ""),
    "security": env.str("IMAP_SECURITY", "tls"),  # tls, starttls or plain
    "ca_file": env.str("IMAP_CA_FILE", ""),
    "folder": env.str("IMAP_FOLDER", "INBOX"),
    "done_folder": env.str("IMAP_DONE_FOLDER", ""),  # empty: messages are marked as seen
}

# Sensors -------------------------------------------------------------------------------------------
MQTT: dict[str, Any] = {
    "host": env.str("MQTT_HOST", ""),
    "port": env.int("MQTT_PORT", 0),  # 0: 8883, with plain 1883
    "security": env.str("MQTT_SECURITY", "tls"),  # tls or plain
    "user": env.str("MQTT_USER", ""),
    "password": env.str("MQTT_PASSWORD", ""),
    "ca_file": env.str("MQTT_CA_FILE", ""),
    "client": env.str("MQTT_CLIENT", ""),  # empty: mittendrin-<town>
    "topics": env.list("MQTT_TOPICS", []),  # empty: those of both networks and of SensorThings
    "publish": env.bool("MQTT_PUBLISH", True),  # public Observations, as SensorThings says
    "log": env.bool("MQTT_LOG", False),  # the first broker says in its log who subscribes to what
    "key": env.str("MQTT_KEY", ""),  # name of the key with whose right messages make entities; empty: they must not
}
MQTT_CREATES = "mittendrin.sta.by_message.create"  # what makes entities of messages: sta lies above the apps
MQTT_TELLS = "mittendrin.sta.by_message.told"  # what subscribers of a topic are told
MQTT_MORE: list[str] = env.list("MQTT_MORE", [])  # further ones: mqtts://user:password@host:port
MQTT_EMBEDDED_PORT = env.int("MQTT_EMBEDDED_PORT", 1883 if DEMO and not MQTT["host"] else 0)  # 0: no own broker
SENSOR_FOLDER = env.str("SENSOR_FOLDER", "")  # watched folder with files of sources

# Logs: event names with values, never personal data -----------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "axes": {"level": "ERROR"},
        "django_tasks": {"level": "ERROR"},
        "django_tasks_db": {"level": "ERROR"},
        "mittendrin": {"level": env.str("LOG_LEVEL", "INFO")},
        # Django's own lines hold paths and values; page.failed of ours says what is needed.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
    },
}
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", "mittendrin@localhost")
EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_STARTTLS", False)
EMAIL_USE_SSL = env.bool("EMAIL_SSL", False)
EMAIL_TIMEOUT = 20
PUBLIC_ADDRESS = env.str("PUBLIC_ADDRESS", "http://127.0.0.1:8000").rstrip("/")  # links in mails begin with it
PUBLIC_ADDRESS_SET = bool(env.str("PUBLIC_ADDRESS", ""))
