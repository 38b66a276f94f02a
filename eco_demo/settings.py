"""One settings file, driven by the environment; refuses a production start with unsafe values."""

import secrets
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

VAR_DIR = Path(env("ECO_VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("ECO_DEBUG", default=False)
# "production" demands explicit secrets and hosts; "onehost" is the single machine that makes its own key.
PRODUCTION = env.bool("ECO_PRODUCTION", default=False)


def _own_secret_key() -> str:
    """The single machine keeps a random key of its own in a file only its user can read."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = env("ECO_SECRET_KEY", default="") or ("" if PRODUCTION else _own_secret_key())
if len(SECRET_KEY) < 40:
    raise ImproperlyConfigured("ECO_SECRET_KEY 未设置或少于 40 个字符，请在 .env 中填写随机密钥。")
ALLOWED_HOSTS = env.list("ECO_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
BASE_URL = env("ECO_BASE_URL", default="")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
if PRODUCTION and (DEBUG or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("生产环境不得开启 ECO_DEBUG，ECO_ALLOWED_HOSTS 也不得为 *。")

INSTALLED_APPS = [
    "eco_demo",
    "departments",
    "indicators",
    "tasks",
    "assessments",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "guardian",
    "tree_queries",
    "django_filters",
    "django_htmx",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "departments.middleware.RequestTrail",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "departments.middleware.KeepSession",
    "departments.middleware.SignInRequired",
    "departments.middleware.PasswordChangeRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "eco_demo.urls"
WSGI_APPLICATION = "eco_demo.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "eco_demo.frame.frame",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database: SQLite on one machine, PostgreSQL by DATABASE_URL -----------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'eco.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE most read-then-write transactions fail at once with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "departments.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "display_name")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "departments.passwords.ThreeOfFourClasses"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
# One street office sits behind one address: lock the account, never the address.
AXES_LOCKOUT_PARAMETERS = "departments.sign_in.locked_by"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "departments.views.session.locked_out"
AXES_VERBOSE = False

SESSION_COOKIE_AGE = env.int("ECO_SESSION_IDLE_MINUTES", default=60) * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "eco_demo.errors.csrf_failure"

# --- language and time -----------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# --- files -----------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env("ECO_STATIC_ROOT", default=str(VAR_DIR / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = Path(env("ECO_MEDIA_DIR", default=str(VAR_DIR / "media")))
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
ECO_MAX_UPLOAD_MB = env.int("ECO_MAX_UPLOAD_MB", default=50)
# What one unit may keep for one year, all files and versions together.
ECO_QUOTA_MB = env.int("ECO_QUOTA_MB", default=2048)
# Set to the internal location of the media folder when nginx sends the files (X-Accel-Redirect).
ECO_ACCEL_PREFIX = env("ECO_ACCEL_PREFIX", default="")
ECO_FONT_DIR = env("ECO_FONT_DIR", default="")
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- background work: the Job row is the truth, the broker only a bell ---------------------------------------------
REDIS_URL = env("REDIS_URL", default="")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # Somebody waits for the page that rings: one try, two seconds (kombu would try for six). The sweep rings again.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 2, "socket_connect_timeout": 1, "max_retries": 0}
else:
    QUEUE_DIR = VAR_DIR / "queue"
    QUEUE_DIR.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT = "eco_demo.queue_fs:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# The lease is renewed while a job runs, so a job that hangs must be ended by time.
CELERY_TASK_SOFT_TIME_LIMIT = 30 * 60
CELERY_TASK_TIME_LIMIT = 35 * 60
# The sweep has a queue of its own: behind hundreds of reports it would come too late, and expire.
CELERY_TASK_QUEUES = [Queue("celery", routing_key="celery"), Queue("sweep", routing_key="sweep")]
CELERY_TASK_ROUTES = {"departments.jobs.sweep_jobs": {"queue": "sweep"}}
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "departments.jobs.sweep_jobs", "schedule": 10.0, "options": {"expires": 10}},
    "end-memberships": {"task": "departments.jobs.end_expired_memberships", "schedule": timedelta(hours=1)},
    "sweep-uploads": {"task": "tasks.jobs.sweep_uploads", "schedule": timedelta(hours=6)},
}
# Which service builds which kind of job; a lower floor never imports a higher one.
JOB_HANDLERS = {
    "unit_report": "assessments.services.report.build_unit_report",
    "district_report": "assessments.services.report.build_district_report",
    "evidence_zip": "assessments.services.report.build_evidence_zip",
    "plan_reading": "tasks.services.plan_import.reading.read_plan",
}

# --- what the browser may do -----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("ECO_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("ECO_LOG_LEVEL", default="WARNING")},
}
