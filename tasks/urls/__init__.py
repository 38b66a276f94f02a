from . import certification, evidence, ledger, plan

urlpatterns = [*plan.urlpatterns, *ledger.urlpatterns, *evidence.urlpatterns, *certification.urlpatterns]
