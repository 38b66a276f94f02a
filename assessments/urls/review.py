from django.http import HttpResponse
from django.urls import path

urlpatterns = [
    path("review/", lambda request: HttpResponse(), name="review_queue"),
    path("scores/", lambda request: HttpResponse(), name="score_table"),
]
