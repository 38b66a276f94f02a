"""How the demonstration years are scored: scheme, what does not apply, certified numbers, feedback, an appeal."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from assessments.choices import AppealStatus, Treatment
from assessments.models import Absence, Appeal, LineReview, SpecialItem
from assessments.scheme_terms import BandTerms, StageTerms, Terms
from assessments.services.absence import approve, ask
from assessments.services.appeal import decide_appeal, file_appeal
from assessments.services.feedback import give_feedback
from assessments.services.scheme import change_scheme, set_stages
from assessments.services.special import add_presets, enter
from eco_demo.lib import clock
from tasks.choices import Certified, TaskRole
from tasks.models import Plan, Submission, TaskTarget, TaskUnit
from tasks.services.certification import certify

from .content import read
from .people import District
from .year import at_office_hours


def set_up_scheme(district: District, plan: Plan, *, in_stages: bool) -> None:
    """Grades with a quota, the special items, and, where wanted, a review in two stages."""
    chief, data = district.people["hwb-zr"], read("demo/scores_2021")
    scheme = data["scheme"]
    bands = tuple(
        BandTerms(row["name"], Decimal(row["at_least"]), _number(row.get("quota_percent"))) for row in scheme["bands"]
    )
    terms = Terms(max_bonus=Decimal(scheme["max_bonus"]), tie_break=scheme["tie_break"],
                  quota_ties=scheme["quota_ties"], bands=bands)
    change_scheme(plan, chief, 0, terms)
    add_presets(plan, chief, data["items"])
    if in_stages:
        set_stages(plan, chief, tuple(StageTerms(**row) for row in data["stages"]))


def ask_absences(district: District, plan: Plan) -> list[Absence]:
    """Tasks that do not apply to a street, as its head says."""
    return [
        ask(_part(district, plan, row), district.head(district.units[row["unit"]]), row["reason"],
            Treatment.RENORMALISE)
        for row in read("demo/scores_2021")["absences"]
    ]


def approve_absences(district: District, absences: Iterable[Absence]) -> None:
    for absence, row in zip(absences, read("demo/scores_2021")["absences"], strict=True):
        approve(absence, district.people["hwb-zr"], row["answer"])


def certify_numbers(district: District, plan: Plan, on: date) -> None:
    """Every number that a certifying unit has the word on is confirmed by its staff."""
    targets = TaskTarget.objects.filter(task__plan=plan).exclude(certifier=None).select_related("certifier")
    with clock.at(at_office_hours(on)):
        for target in targets.order_by("id"):
            rounds = Submission.objects.current().filter(ledger__task_unit__task=target.task_id)
            for submission in rounds.filter(ledger__task_unit__role=TaskRole.LEAD).order_by("id"):
                certify(submission, target, district.staff(target.certifier), Certified.CONFIRMED)


def enter_specials(district: District, plan: Plan, on: date) -> None:
    with clock.at(at_office_hours(on)):
        for row in read("demo/scores_2021")["entries"]:
            item = SpecialItem.objects.get(plan=plan, name=row["item"])
            enter(item, district.units[row["unit"]], district.people["hwb-sh"], reason=row["reason"],
                  points=_number(row.get("points")), proof=row["proof"])


def feed_back(district: District, plan: Plan, on: date) -> None:
    with clock.at(at_office_hours(on, 17)):
        give_feedback(plan, district.people["hwb-zr"])


def appeal_and_recheck(district: District, plan: Plan, filed_on: date, decided_on: date) -> list[Appeal]:
    """The lines whose units object, each rechecked by the office chief."""
    lines = {number: line for number, line in read("demo/year_2021")["lines"].items() if "appeal" in line}
    return [_appeal(district, plan, number, line["appeal"], filed_on, decided_on) for number, line in lines.items()]


def _appeal(district: District, plan: Plan, number: str, row: dict, filed_on: date, decided_on: date) -> Appeal:
    review = LineReview.objects.accepted().select_related("submission__ledger__task_unit__unit").get(
        submission__is_current=True, submission__ledger__task_unit__task__plan=plan,
        submission__ledger__task_unit__task__number=number, submission__ledger__task_unit__role=TaskRole.LEAD,
    )
    head = district.head(review.submission.ledger.task_unit.unit)
    with clock.at(at_office_hours(filed_on)):
        appeal = file_appeal(review, head, row["claim"], Decimal(row["wanted"]))
    deduction = review.deductions.in_force().get()
    with clock.at(at_office_hours(decided_on)):
        return decide_appeal(appeal, district.people["hwb-zr"], appeal.version, AppealStatus.UPHELD,
                             {deduction.pk: Decimal(row["kept"])}, row["answer"])


def _part(district: District, plan: Plan, row: dict) -> TaskUnit:
    return TaskUnit.objects.get(task__plan=plan, task__number=row["number"], unit=district.units[row["unit"]])


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
