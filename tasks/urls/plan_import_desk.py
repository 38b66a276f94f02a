from django.urls import path

from ..views.plan_import import head, names, rows, settle

_ROW = "plans/imports/<int:pk>/rows/<slug:key>/"

urlpatterns = [
    path("plans/imports/<int:pk>/rows/", rows.rows, name="plan_import_rows"),
    path("plans/imports/<int:pk>/rows/add/", rows.row_add, name="plan_import_row_add"),
    path(_ROW, rows.row, name="plan_import_row"),
    path(f"{_ROW}check/", rows.row_check, name="plan_import_row_check"),
    path(f"{_ROW}drop/", rows.row_drop, name="plan_import_row_drop"),
    path(f"{_ROW}restore/", rows.row_restore, name="plan_import_row_restore"),
    path(f"{_ROW}merge/", rows.row_merge, name="plan_import_row_merge"),
    path(f"{_ROW}split/", rows.row_split, name="plan_import_row_split"),
    path("plans/imports/<int:pk>/back/", rows.step_back, name="plan_import_step_back"),
    path("plans/imports/<int:pk>/names/", names.names, name="plan_import_names"),
    path("plans/imports/<int:pk>/names/rest/", names.names_rest, name="plan_import_names_rest"),
    path("plans/imports/<int:pk>/head/", head.head, name="plan_import_head"),
    path("plans/imports/<int:pk>/timetable/", head.timetable, name="plan_import_timetable"),
    path("plans/imports/<int:pk>/confirm/", settle.confirm, name="plan_import_confirm"),
    path("plans/imports/<int:pk>/undo/", settle.undo, name="plan_import_undo"),
]
