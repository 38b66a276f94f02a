"""Numbers that wait for a certifying unit: 水利局 has handed in, 住建局 is named in the plan."""

from departments.models import Unit
from tasks.models import Plan, Submission, TaskTarget
from tests.assessments.desk import hand_in
from tests.world import World


def name_certifier(plan: Plan, unit: Unit, number: str = "1") -> TaskTarget:
    target = TaskTarget.objects.get(task__plan=plan, task__number=number)
    target.certifier = unit
    target.save(update_fields=["certifier"])
    return target


def waiting_number(world: World, plan: Plan, number: str = "1", *, by: Unit | None = None) -> Submission:
    name_certifier(plan, by or world.housing, number)
    return hand_in(world, plan, world.water, number)
