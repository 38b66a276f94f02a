"""The web process in a container; a reverse proxy with TLS stands before it and takes slow uploads."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("ECO_WEB_WORKERS", "3"))
threads = 4
timeout = 120
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"  # noqa: S108  (memory: a busy disk must not look like a dead worker)
control_socket_disable = True
accesslog = "-"
# Scheme and client address are believed from these addresses only.
forwarded_allow_ips = os.environ.get("ECO_TRUSTED_PROXIES", "127.0.0.1")
