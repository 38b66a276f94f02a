from . import absence, appeal, explain, home, recompute, report, review, scheme, special

urlpatterns = [
    *home.urlpatterns, *review.urlpatterns, *report.urlpatterns,
    *absence.urlpatterns, *appeal.urlpatterns, *explain.urlpatterns, *recompute.urlpatterns, *scheme.urlpatterns,
    *special.urlpatterns,
]
