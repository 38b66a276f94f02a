"""Scored lines that were fed back, and appeals against them, for tests."""

from decimal import Decimal

from assessments.models import Appeal, Deduction, LineReview
from assessments.services.appeal import file_appeal
from assessments.services.feedback import give_feedback
from departments.models import Unit
from eco_demo.lib import clock
from eco_demo.lib.content_store import store_stream
from tasks.models import Evidence, EvidenceVersion, Plan, StoredFile
from tests.assessments.year import score_line
from tests.world import World, part_of

CLAIM = "监测报告已在12月补交，扣分依据不成立。"


def lost_line(world: World, plan: Plan, number: str = "1", *, points: str | None = "2",
              unit: Unit | None = None) -> LineReview:
    """A line of 水利局 (or of `unit`), accepted by the reviewer with one deduction."""
    return score_line(world, part_of(plan, unit or world.water, number), points=points)


def fed_back_line(world: World, plan: Plan, number: str = "1", *, points: str | None = "2") -> LineReview:
    """The same, and the scores are fed back today."""
    review = lost_line(world, plan, number, points=points)
    feed_back(world, plan)
    return review


def feed_back(world: World, plan: Plan) -> Plan:
    """Line scores told to the units today, open lines or not."""
    given = give_feedback(plan, world.chief, allow_open=True, reason="其余项目随审随反馈。")
    plan.refresh_from_db()
    return given


def appeal_on(world: World, review: LineReview, **changes) -> Appeal:
    facts = {"claim": CLAIM, "wanted": None, "evidence": ()} | changes
    return file_appeal(review, world.water_head, **facts)


def filed(world: World, plan: Plan, number: str = "1", **changes) -> Appeal:
    """An appeal of 水利局 that waits for an answer."""
    return appeal_on(world, fed_back_line(world, plan, number), **changes)


def second_deduction(world: World, review: LineReview, points: str = "1") -> Deduction:
    row = Deduction.objects.create(review=review, points=Decimal(points), reason="少一份会议记录", by=world.reviewer)
    review.score -= row.points
    review.save(update_fields=["score"])
    return row


def catalogued(world: World, title: str = "补充监测报告", unit: Unit | None = None) -> Evidence:
    """A piece in the unit's catalogue that was never handed in; its bytes lie in the store."""
    unit = unit or world.water
    stored = store_stream([f"{unit}{title}".encode()])
    file, _ = StoredFile.objects.get_or_create(
        sha256=stored.sha256, defaults={"size": stored.size, "content_type": "application/pdf"}
    )
    piece = Evidence.objects.create(
        unit=unit, province_id=unit.province_id, city_id=unit.city_id, district_id=unit.district_id,
        year=clock.today().year, title=title, formed_on=clock.today(), uploaded_by=world.water_staff,
    )
    piece.current = EvidenceVersion.objects.create(
        evidence=piece, number=1, file=file, name=f"{title}.pdf", uploaded_by=world.water_staff
    )
    piece.save(update_fields=["current"])
    return piece
