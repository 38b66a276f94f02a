from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("units/", lambda request: HttpResponse(), name="unit_list"),
    path("people/", lambda request: HttpResponse(), name="people_list"),
    path("grants/", lambda request: HttpResponse(), name="grant_list"),
    path("jobs/", lambda request: HttpResponse(), name="job_list"),
    path("trail/", lambda request: HttpResponse(), name="trail_list"),
    path("login/", lambda request: HttpResponse(), name="login"),
    path("logout/", lambda request: HttpResponse(), name="logout"),
    path("password/", lambda request: HttpResponse(), name="password_change"),
]
