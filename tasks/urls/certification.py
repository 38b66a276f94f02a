from django.urls import path

from ..views import certification

urlpatterns = [
    path("certification/", certification.certification_list, name="certification_list"),
    path("certification/confirm/", certification.certification_confirm, name="certification_confirm"),
    path("certification/<int:submission>/<int:target>/", certification.certification_detail,
         name="certification_detail"),
]
