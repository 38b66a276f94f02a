from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("indicators/", lambda request: HttpResponse(), name="indicator_set_list"),
]
