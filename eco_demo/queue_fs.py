"""A message queue in a folder: kombu's filesystem transport made safe for several processes.

The stock transport writes messages in place, so a reader can take half of one; here every file appears and
disappears by a rename inside one volume. A message may still be lost with the process that took it: the `Job`
table is the truth and the sweep sends it again.

Settings: `CELERY_BROKER_URL = "filesystem://"`, `CELERY_BROKER_TRANSPORT = "eco_demo.queue_fs:Transport"` and
`CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": folder, "data_folder_out": folder}`.
"""

import contextlib
import fcntl
import logging
import os
import time
import uuid
from pathlib import Path
from queue import Empty

from kombu.transport import filesystem, virtual
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Messages are files `<time_ns>_<uuid>.<queue>.msg`; their sorted names are the order of sending."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for folder in (self.inbox, self.outbox, self.claimed_folder, self.damaged_folder, self.control_folder):
            folder.mkdir(parents=True, exist_ok=True)

    @property
    def inbox(self) -> Path:
        return Path(self.data_folder_in)

    @property
    def outbox(self) -> Path:
        return Path(self.data_folder_out)

    @property
    def control_folder(self) -> Path:
        # The stock default is relative to the working directory, which web and worker need not share.
        return Path(self.transport_options.get("control_folder") or self.inbox / "control")

    @property
    def claimed_folder(self) -> Path:
        return self.inbox / "claimed"

    @property
    def damaged_folder(self) -> Path:
        return self.inbox / "damaged"

    def _waiting(self, queue: str) -> list[Path]:
        names = sorted(name for name in os.listdir(self.inbox) if name.partition(".")[2] == f"{queue}.msg")
        return [self.inbox / name for name in names]

    def _put(self, queue, payload, **kwargs):
        target = self.outbox / f"{time.time_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        _write_whole(target, dumps(payload))

    def _get(self, queue):
        for waiting in self._waiting(queue):
            claimed = self.claimed_folder / waiting.name
            try:
                os.replace(waiting, claimed)
            except FileNotFoundError:
                continue  # another consumer was faster
            try:
                payload = loads(claimed.read_text(encoding="utf-8"))
            except ValueError:
                os.replace(claimed, self.damaged_folder / waiting.name)
                logger.error("Unreadable message %s set aside", waiting.name)
                continue
            claimed.unlink()
            return payload
        raise Empty()

    def _purge(self, queue):
        purged = 0
        for waiting in self._waiting(queue):
            with contextlib.suppress(FileNotFoundError):
                waiting.unlink()
                purged += 1
        return purged

    def _size(self, queue):
        return len(self._waiting(queue))

    def _queue_bind(self, exchange, routing_key, pattern, queue):
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._bindings(exchange) as bindings:
            if binding not in bindings:
                bindings.insert(0, binding)

    def _delete(self, queue, exchange, routing_key, pattern, *args, **kwargs):
        self._purge(queue)
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._bindings(exchange) as bindings:
            if binding in bindings:
                bindings.remove(binding)

    @contextlib.contextmanager
    def _bindings(self, exchange):
        """The exchange's bindings as a list to change; written back whole, one process at a time."""
        file = self._exchange_file(exchange)
        with open(self.control_folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            before = self.get_table(exchange)
            bindings = list(before)
            yield bindings
            if bindings != before:
                _write_whole(file, dumps(bindings))


def _write_whole(target: Path, text: str) -> None:
    part = target.with_name(f"{target.name}.{uuid.uuid4().hex}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, target)


class Transport(filesystem.Transport):
    Channel = Channel
    # One second, kombu's default, is felt by somebody waiting for a report.
    polling_interval = 0.2

    def __init__(self, client, **kwargs):
        super().__init__(client, **kwargs)
        # The stock state is one for the process: a second folder would look declared and lose its messages.
        self.state = virtual.BrokerState()

    @property
    def default_connection_params(self):
        return {}  # a folder has no host whose absence deserves a warning
