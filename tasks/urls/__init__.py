from . import certification, evidence, ledger, plan, plan_import, timetable

urlpatterns = [
    *plan.urlpatterns, *plan_import.urlpatterns, *timetable.urlpatterns, *ledger.urlpatterns, *evidence.urlpatterns,
    *certification.urlpatterns,
]
