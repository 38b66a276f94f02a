from . import certification, evidence, ledger, plan, timetable

urlpatterns = [
    *plan.urlpatterns, *timetable.urlpatterns, *ledger.urlpatterns, *evidence.urlpatterns, *certification.urlpatterns,
]
