from django.urls import path

from ..views import ledger, task, use

urlpatterns = [
    path("tasks/", task.task_list, name="task_list"),
    path("tasks/export/", task.task_export, name="task_export"),
    path("tasks/<int:pk>/", task.task_detail, name="task_detail"),
    path("ledgers/waiting/", ledger.ledger_waiting, name="ledger_waiting"),
    path("ledgers/submit/", ledger.ledger_submit_all, name="ledger_submit_all"),
    path("ledgers/<int:pk>/autosave/", ledger.ledger_autosave, name="ledger_autosave"),
    path("ledgers/<int:pk>/suggestion/", ledger.ledger_suggestion, name="ledger_suggestion"),
    path("ledgers/<int:pk>/save/", ledger.ledger_save, name="ledger_save"),
    path("ledgers/<int:pk>/send/", ledger.ledger_send, name="ledger_send"),
    path("ledgers/<int:pk>/submit/", ledger.ledger_submit, name="ledger_submit"),
    path("ledgers/<int:pk>/send-back/", ledger.ledger_send_back, name="ledger_send_back"),
    path("ledgers/<int:pk>/recall/", ledger.ledger_recall, name="ledger_recall"),
    path("ledgers/<int:pk>/print/", ledger.ledger_print, name="ledger_print"),
    path("ledgers/<int:pk>/history/", ledger.ledger_history, name="ledger_history"),
    path("ledgers/<int:pk>/evidence/", use.ledger_evidence, name="ledger_evidence"),
    path("ledgers/<int:pk>/evidence/pick/", use.ledger_pick, name="ledger_pick"),
    path("ledgers/<int:pk>/evidence/order/", use.ledger_reorder, name="ledger_reorder"),
    path("ledgers/evidence/<int:pk>/detach/", use.use_detach, name="use_detach"),
]
