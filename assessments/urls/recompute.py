from django.urls import path

from ..views import recompute

urlpatterns = [
    path("recompute/", recompute.recompute_home, name="recompute_home"),
    path("recompute/<int:pk>/", recompute.recompute, name="recompute"),
]
