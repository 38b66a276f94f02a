from . import home, report, review

urlpatterns = [*home.urlpatterns, *review.urlpatterns, *report.urlpatterns]
