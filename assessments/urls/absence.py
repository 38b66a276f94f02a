from django.urls import path

from assessments.views import absence

urlpatterns = [
    path("absences/", absence.absence_list, name="absence_list"),
    path("absences/ask/<int:part>/", absence.absence_ask, name="absence_ask"),
    path("absences/<int:pk>/", absence.absence_detail, name="absence_detail"),
    path("absences/<int:pk>/approve/", absence.absence_approve, name="absence_approve"),
    path("absences/<int:pk>/refuse/", absence.absence_refuse, name="absence_refuse"),
    path("absences/<int:pk>/withdraw/", absence.absence_withdraw, name="absence_withdraw"),
    path("absences/<int:pk>/revoke/", absence.absence_revoke, name="absence_revoke"),
]
