"""The entry of a piece of evidence: its description, and taking it out and back."""

from django.db import transaction

from departments.services import audit
from eco_demo.lib import clock

from ...errors import EvidenceRefused
from ...models import Evidence
from .rights import lock_evidence, require_may_change


@transaction.atomic
def describe(evidence: Evidence, by, **catalogue) -> Evidence:
    """Correct the catalogue entry; entries already handed in stay as they were."""
    evidence = lock_evidence(evidence)
    require_may_change(by, evidence)
    before = {name: getattr(evidence, name) for name in catalogue}
    changed = {name: value for name, value in catalogue.items() if before[name] != value}
    if not changed:
        return evidence
    for name, value in changed.items():
        setattr(evidence, name, value)
    evidence.full_clean(exclude=["current", "province", "city", "district"])
    evidence.save(update_fields=list(changed))
    audit.record("evidence.describe", evidence, by=by, before={name: before[name] for name in changed}, after=changed)
    return evidence


@transaction.atomic
def withdraw(evidence: Evidence, by) -> Evidence:
    """Out of the catalogue, not out of the store; only what was never handed in and is in no ledger."""
    evidence = lock_evidence(evidence)
    require_may_change(by, evidence)
    if evidence.withdrawn_at:
        return evidence
    if evidence.was_submitted:
        raise EvidenceRefused("这份佐证已随台账提交过，须留存备查，不能撤回。")
    if evidence.uses.exists():
        raise EvidenceRefused("这份佐证还在台账中使用，请先从台账移除，再撤回。")
    evidence.withdrawn_at = clock.now()
    evidence.save(update_fields=["withdrawn_at"])
    audit.record("evidence.withdraw", evidence, by=by)
    return evidence


@transaction.atomic
def restore(evidence: Evidence, by) -> Evidence:
    evidence = lock_evidence(evidence)
    require_may_change(by, evidence)
    if evidence.withdrawn_at is None:
        return evidence
    evidence.withdrawn_at = None
    evidence.save(update_fields=["withdrawn_at"])
    audit.record("evidence.restore", evidence, by=by)
    return evidence
