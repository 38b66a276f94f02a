from django.urls import path

from ..views.plan_import import receive

urlpatterns = [
    path("plans/imports/", receive.plan_import_list, name="plan_import_list"),
    path("plans/imports/start/", receive.plan_import_start, name="plan_import_start"),
    path("plans/imports/<int:pk>/", receive.plan_import_detail, name="plan_import_detail"),
    path("plans/imports/<int:pk>/progress/", receive.plan_import_progress, name="plan_import_progress"),
    path("plans/imports/<int:pk>/files/add/", receive.plan_import_add, name="plan_import_add"),
    path("plans/imports/<int:pk>/files/<int:position>/", receive.plan_import_file, name="plan_import_file"),
    path("plans/imports/<int:pk>/files/<int:position>/leave-out/", receive.plan_import_leave_out,
         name="plan_import_leave_out"),
    path("plans/imports/<int:pk>/again/", receive.plan_import_again, name="plan_import_again"),
    path("plans/imports/<int:pk>/discard/", receive.plan_import_discard, name="plan_import_discard"),
]
