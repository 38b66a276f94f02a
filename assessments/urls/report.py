from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("reports/", lambda request: HttpResponse(), name="report_list"),
    path("packages/", lambda request: HttpResponse(), name="package_list"),
]
