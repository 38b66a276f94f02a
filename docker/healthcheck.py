"""Exit 0 when the web process in this container answers; asks as the proxy would."""

import http.client
import os
import sys

host = os.environ.get("ECO_ALLOWED_HOSTS", "127.0.0.1").split(",")[0]
connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=5)
connection.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(connection.getresponse().status != 200)
