from django.urls import path

from ..views import breakdown, plan, publication, receipt

urlpatterns = [
    path("plans/", plan.plan_list, name="plan_list"),
    path("plans/new/", plan.plan_create, name="plan_create"),
    path("plans/<int:pk>/", plan.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/edit/", plan.plan_change, name="plan_change"),
    path("plans/<int:pk>/close/", plan.plan_close, name="plan_close"),
    path("plans/<int:pk>/remove/", plan.plan_remove, name="plan_remove"),
    path("plans/<int:pk>/reopen/", plan.plan_reopen, name="plan_reopen"),
    path("plans/<int:pk>/breakdown/", breakdown.breakdown, name="breakdown"),
    path("plans/<int:pk>/breakdown/fill/", breakdown.breakdown_fill, name="breakdown_fill"),
    path("plans/<int:pk>/breakdown/new/", breakdown.plan_task_create, name="plan_task_create"),
    path("plans/<int:pk>/breakdown/export/", breakdown.breakdown_export, name="breakdown_export"),
    path("plans/<int:pk>/breakdown/import/", breakdown.breakdown_import_page, name="breakdown_import"),
    path("plans/<int:pk>/breakdown/import/apply/", breakdown.breakdown_import_apply, name="breakdown_import_apply"),
    path("plans/<int:pk>/matrix/", breakdown.breakdown_matrix, name="breakdown_matrix"),
    path("plans/<int:pk>/publication/", publication.publication, name="publication"),
    path("plans/<int:pk>/publish/", publication.plan_publish, name="plan_publish"),
    path("plans/<int:pk>/receipts/", receipt.receipt_overview, name="receipt_overview"),
    path("plan-tasks/<int:pk>/", breakdown.plan_task_change, name="plan_task_change"),
    path("plan-tasks/<int:pk>/units/", breakdown.plan_task_assign, name="plan_task_assign"),
    path("plan-tasks/<int:pk>/remove/", breakdown.plan_task_remove, name="plan_task_remove"),
    path("receipts/<int:pk>/sign/", receipt.task_sign, name="task_sign"),
    path("receipts/<int:pk>/hand-back/", receipt.task_hand_back, name="task_hand_back"),
    path("receipts/<int:pk>/answer/", receipt.receipt_answer, name="receipt_answer"),
    path("receipts/sign-all/", receipt.task_sign_all, name="task_sign_all"),
]
