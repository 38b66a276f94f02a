from . import evidence, ledger, plan

urlpatterns = [*plan.urlpatterns, *ledger.urlpatterns, *evidence.urlpatterns]
