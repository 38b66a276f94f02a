"""Groups of a breakdown expanded to their units: whom an assignment means."""

from collections.abc import Iterable

from departments.models import Unit
from eco_demo.lib import clock

from .choices import TaskRole
from .models import AnnualTask, Assignment


def members_of(tasks: Iterable[AnnualTask]) -> dict[int, list[Unit]]:
    """The units of every group named in the breakdown, in official order; closed ones left out."""
    group_ids = {cell.group_id for task in tasks for cell in task.assignments.all() if cell.group_id}
    rows = Unit.objects.in_force(clock.today()).filter(member_of_groups__in=group_ids).order_by("position", "id")
    members: dict[int, list[Unit]] = {}
    through = Unit.member_of_groups.through.objects.filter(unitgroup_id__in=group_ids)
    by_id = {unit.pk: unit for unit in rows.distinct()}
    pairs = {(row.unit_id, row.unitgroup_id) for row in through}
    for unit in by_id.values():
        for group_id in group_ids:
            if (unit.pk, group_id) in pairs:
                members.setdefault(group_id, []).append(unit)
    return members


def expand(assignments: Iterable[Assignment], members: dict[int, list[Unit]]) -> dict[int, tuple[Unit, str, str]]:
    """By unit id: unit, role and the group it came by. A named unit beats a group; among groups lead beats support."""
    cells = sorted(assignments, key=lambda cell: (cell.unit_id is None, cell.role != TaskRole.LEAD, cell.position))
    expanded: dict[int, tuple[Unit, str, str]] = {}
    for cell in cells:
        units = [cell.unit] if cell.unit_id else members.get(cell.group_id, [])
        for unit in units:
            expanded.setdefault(unit.pk, (unit, cell.role, cell.group.name if cell.group_id else ""))
    return expanded
