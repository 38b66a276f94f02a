"""Which rows of a table other rows point to, whatever the tables: what may be deleted without anybody noticing."""

from collections.abc import Collection

from django.db.models import Model, QuerySet


def referred_to(model: type[Model], ids: Collection[int] | QuerySet, own: Collection[type[Model]] = ()) -> set[int]:
    """Of `ids`, those that a row of any table points to, in one query for each table.

    `ids` may be a query for them. `own`: tables whose rows belong to the rows themselves and go with them.
    """
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or relation.concrete or relation.related_model in own:
            continue
        pointing = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids})
        found.update(pointing.values_list(relation.field.attname, flat=True))
    return found
