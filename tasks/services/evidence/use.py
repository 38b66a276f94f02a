"""A piece of evidence in a ledger: one upload, used wherever it proves something."""

from collections.abc import Iterable

from django.db import transaction

from departments.services import audit

from ...errors import EvidenceRefused
from ...models import Evidence, EvidenceUse, Ledger
from ..ledger import lock
from ..ledger.door import require_editable
from .rights import MAX_PER_LEDGER, lock_evidence


@transaction.atomic
def attach(ledger: Ledger, evidence: Evidence, by) -> EvidenceUse:
    """Use a piece of the unit's own evidence in a ledger; once is enough."""
    ledger = lock(ledger)
    require_editable(ledger, by)
    use, is_new = use_in(ledger, lock_evidence(evidence), by)
    if is_new:
        audit.record("evidence.attach", evidence, by=by, ledger=str(ledger))
    return use


@transaction.atomic
def detach(use: EvidenceUse, by) -> None:
    """Take the piece off the ledger; it stays in the unit's catalogue."""
    ledger = lock(use.ledger)
    require_editable(ledger, by)
    if not EvidenceUse.objects.filter(pk=use.pk).delete()[0]:
        return
    number_uses(ledger.evidence_uses.order_by("item_no", "id"))
    audit.record("evidence.detach", use.evidence, by=by, ledger=str(ledger))


@transaction.atomic
def reorder(ledger: Ledger, order: Iterable[int], by) -> None:
    """`order`: the ids of all the ledger's uses in their new order."""
    ledger = lock(ledger)
    require_editable(ledger, by)
    uses, order = {use.pk: use for use in ledger.evidence_uses.all()}, list(order)
    if sorted(uses) != sorted(order):
        raise EvidenceRefused("佐证清单刚有变化，请刷新后再调整顺序。")
    number_uses(uses[pk] for pk in order)
    audit.record("evidence.reorder", ledger, by=by, order=order)


def use_in(ledger: Ledger, evidence: Evidence, by) -> tuple[EvidenceUse, bool]:
    if evidence.unit_id != ledger.task_unit.unit_id or evidence.year != ledger.task_unit.year:
        raise EvidenceRefused("只能引用本单位本年度的佐证。")
    if evidence.withdrawn_at:
        raise EvidenceRefused("这份佐证已撤回，请先恢复。")
    found = ledger.evidence_uses.filter(evidence=evidence).first()
    if found:
        return found, False
    number = ledger.evidence_uses.count() + 1
    if number > MAX_PER_LEDGER:
        raise EvidenceRefused(f"一份台账最多放 {MAX_PER_LEDGER} 份佐证。")
    return EvidenceUse.objects.create(ledger=ledger, evidence=evidence, item_no=number, attached_by=by), True


def number_uses(uses: Iterable[EvidenceUse]) -> None:
    uses = list(uses)
    for number, use in enumerate(uses, 1):
        use.item_no = number
    EvidenceUse.objects.bulk_update(uses, ["item_no"])
