from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("plans/", lambda request: HttpResponse(), name="plan_list"),
]
