from django.urls import path

from ..views import appeal, feedback

urlpatterns = [
    path("appeals/", appeal.appeal_list, name="appeal_list"),
    path("appeals/new/<int:review>/", appeal.appeal_new, name="appeal_new"),
    path("appeals/<int:pk>/", appeal.appeal_detail, name="appeal_detail"),
    path("appeals/<int:pk>/withdraw/", appeal.appeal_withdraw, name="appeal_withdraw"),
    path("appeals/<int:pk>/decide/", appeal.appeal_decide, name="appeal_decide"),
    path("appeals/<int:pk>/outcome/", appeal.appeal_outcome, name="appeal_outcome"),
    path("scores/<int:plan>/feedback/", feedback.score_feedback, name="score_feedback"),
]
