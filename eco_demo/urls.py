from django.urls import include, path

from . import views

handler400 = "eco_demo.errors.bad_request"
handler403 = "eco_demo.errors.forbidden"
handler404 = "eco_demo.errors.not_found"
handler500 = "eco_demo.errors.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("year/", views.choose_year, name="year"),
    path("", include("departments.urls")),
    path("", include("indicators.urls")),
    path("", include("tasks.urls")),
    path("", include("assessments.urls")),
]
