from django.urls import path

from assessments.views import explain

urlpatterns = [
    path("scores/lines/<int:pk>/why/", explain.line_why, name="line_why"),
    path("scores/<int:plan>/<int:unit>/why/", explain.score_why, name="score_why"),
]
