from django.urls import path

from ..views import timetable

urlpatterns = [
    path("plans/<int:pk>/timetable/", timetable.plan_timetable, name="plan_timetable"),
    path("plans/<int:pk>/timetable/edit/", timetable.plan_timetable_change, name="plan_timetable_change"),
]
