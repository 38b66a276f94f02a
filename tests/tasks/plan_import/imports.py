"""An import of the small district with a draft built by hand."""

from tasks.choices import ImportStatus
from tasks.models import PlanImport
from tasks.plan_draft.shape import Draft, dump


def make_import(world, draft: Draft, **fields) -> PlanImport:
    return PlanImport.objects.create(**{
        "office": world.office, "province": world.province, "city": world.city, "district": world.district,
        "title": "丙区2026年度工作计划", "status": ImportStatus.READY, "draft": dump(draft), "created_by": world.chief,
        **fields,
    })
