from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("evidence/", lambda request: HttpResponse(), name="evidence_list"),
]
