"""Handed-in lines for tests of review and scores, made through the unit's own services."""

import hashlib

from departments.models import Unit
from eco_demo.lib import clock
from indicators.choices import EvidenceKind
from tasks.models import Evidence, EvidenceUse, EvidenceVersion, Ledger, Plan, StoredFile, Submission
from tasks.services.ledger import submit_ledger
from tests.world import World, part_of

HEADS = {"d-water": "water_head", "d-housing": "housing_head", "d-town": "town_head"}


def attach(world: World, ledger: Ledger, title: str, content: str = "", kind=EvidenceKind.REPORT) -> Evidence:
    """A piece of evidence on the ledger; the same `content` is the same stored file."""
    unit, by = ledger.task_unit.unit, world.people[HEADS[ledger.task_unit.unit.code]]
    sha256 = hashlib.sha256((content or f"{unit}{title}").encode()).hexdigest()
    file, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": 1024, "content_type": "application/pdf"}
    )
    evidence = Evidence.objects.create(
        unit=unit, province_id=unit.province_id, city_id=unit.city_id, district_id=unit.district_id,
        year=ledger.task_unit.year, title=title, kind=kind, formed_on=clock.today(), pages=2, uploaded_by=by,
    )
    evidence.current = EvidenceVersion.objects.create(
        evidence=evidence, number=1, file=file, name=f"{title}.pdf", uploaded_by=by
    )
    evidence.save(update_fields=["current"])
    EvidenceUse.objects.create(
        ledger=ledger, evidence=evidence, item_no=ledger.evidence_uses.count() + 1, attached_by=by
    )
    return evidence


def hand_in(world: World, plan: Plan, unit: Unit, number: str = "1", *, actual="95", self_score="9",
            files=("监测报告",), content: str = "") -> Submission:
    """One line filled, with its files, and handed in by the unit's head."""
    ledger = part_of(plan, unit, number).ledger
    for title in files:
        attach(world, ledger, title, content)
    ledger.values.update(actual=actual)
    Ledger.objects.filter(pk=ledger.pk).update(self_score=self_score, narrative="全年监测达标。")
    return submit_ledger(ledger, world.people[HEADS[unit.code]])


def hand_in_again(world: World, submission: Submission, **changes) -> Submission:
    """The unit mends what it was asked for and hands in the next round."""
    Ledger.objects.filter(pk=submission.ledger_id).update(**changes)
    return submit_ledger(submission.ledger, world.people[HEADS[submission.ledger.task_unit.unit.code]])
