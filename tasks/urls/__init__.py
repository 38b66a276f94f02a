from . import annexes, certification, evidence, ledger, plan, plan_import, plan_import_desk, timetable

urlpatterns = [
    *plan.urlpatterns, *annexes.urlpatterns, *plan_import.urlpatterns, *plan_import_desk.urlpatterns,
    *timetable.urlpatterns, *ledger.urlpatterns, *evidence.urlpatterns, *certification.urlpatterns,
]
