from django.urls import path

from ..views import annexes

urlpatterns = [path("plans/<int:pk>/annexes/<slug:form>/", annexes.plan_annexes, name="plan_annexes")]
