"""What an import is about to change, locked in one order: batch, units, plan. The lock of the trail is taken last."""

from departments.models import Unit

from ...models import PlanImport


def hold_units(batch: PlanImport) -> Unit:
    """The office and its territory, which is returned."""
    territory_id = batch.district_id or batch.city_id or batch.office_id
    held = Unit.objects.select_for_update(no_key=True).filter(pk__in={batch.office_id, territory_id}).order_by("pk")
    return {unit.pk: unit for unit in held}[territory_id]
