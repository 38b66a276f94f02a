"""The activity trail: one entry per change, refusal, login and download, chained by HMAC in order of `seq`."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC
from types import MappingProxyType

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from eco_demo.lib import clock

from .. import access
from ..choices import Result
from ..models import AuditEvent

# Set by the request middleware; jobs and commands leave it empty.
request_facts: ContextVar[Mapping] = ContextVar("request_facts", default=MappingProxyType({}))

FIRST = "0" * 64
_CHAIN_LOCK = 0x65636F  # one advisory lock for the whole chain
_BODY_FIELDS = (
    "seq", "at", "actor_id", "actor_name", "actor_role", "actor_unit", "action", "object_type", "object_id",
    "object_text", "result", "detail", "address", "request_id",
)


@transaction.atomic
def record(action: str, obj=None, *, by=None, result: int = Result.OK, **detail) -> AuditEvent:
    """Append one entry in the caller's transaction; without the entry the change does not happen either."""
    hold_chain()
    last = AuditEvent.objects.order_by("-seq").only("seq", "hash").first()
    facts = request_facts.get()
    role, unit = _standing(by)
    entry = AuditEvent(
        seq=last.seq + 1 if last else 1,
        at=timezone.now(),
        actor=by if by and by.pk else None,
        actor_name=str(by)[:60] if by and by.pk else "",
        actor_role=role[:120],
        actor_unit=unit[:200],
        action=action,
        object_type=obj._meta.label_lower[:40] if obj is not None else "",
        object_id=str(obj.pk)[:40] if obj is not None else "",
        object_text=str(obj)[:300] if obj is not None else "",
        result=result,
        detail=json.loads(json.dumps(detail, default=str, ensure_ascii=False)),
        address=facts.get("address", ""),
        request_id=facts.get("request_id", ""),
        previous=last.hash if last else FIRST,
    )
    entry.hash = chain_hash(entry)
    entry.save(force_insert=True)
    return entry


def chain_hash(entry: AuditEvent) -> str:
    """HMAC-SHA256 over the previous hash and the canonical JSON of the entry's own facts."""
    body = {name: getattr(entry, name) for name in _BODY_FIELDS}
    body["at"] = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    body["result"] = int(entry.result)
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    key = hashlib.sha256(b"audit-chain:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{entry.previous}\n{text}".encode(), hashlib.sha256).hexdigest()


def first_broken() -> tuple[int, str] | None:
    """The first entry that does not follow from the one before it, and why; None when the chain is whole."""
    expected_seq, previous = 1, FIRST
    for entry in AuditEvent.objects.order_by("seq").iterator(chunk_size=2000):
        if entry.seq != expected_seq:
            return expected_seq, "序号不连续，缺少记录"
        if entry.previous != previous:
            return entry.seq, "与上一条记录不衔接"
        if chain_hash(entry) != entry.hash:
            return entry.seq, "内容与校验值不符"
        expected_seq, previous = entry.seq + 1, entry.hash
    return None


def hold_chain() -> None:
    """Entries are numbered one writer at a time; SQLite's IMMEDIATE transaction is that lock already.

    Whoever holds it sees everything that others have recorded, and nobody records more until the transaction ends. Rows
    are locked before it, never after.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])


def _standing(by) -> tuple[str, str]:
    if by is None or not by.pk:
        return "", ""
    if not hasattr(by, "_standing"):
        rows = by.memberships.in_force(clock.today()).select_related("unit")
        memberships = list(rows) if access.scope_of(by).roles else []
        by._standing = (
            "、".join(dict.fromkeys(m.get_role_display() for m in memberships)),
            "、".join(dict.fromkeys(m.unit.name for m in memberships)),
        )
    return by._standing
