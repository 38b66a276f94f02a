from django.urls import path

from ..views import scheme

urlpatterns = [
    path("scheme/", scheme.scheme, name="scheme"),
    path("scheme/<int:pk>/", scheme.scheme_detail, name="scheme_detail"),
    path("scheme/<int:pk>/change/", scheme.scheme_change, name="scheme_change"),
    path("scheme/<int:pk>/preview/", scheme.scheme_preview, name="scheme_preview"),
    path("scheme/<int:pk>/stages/", scheme.scheme_stages, name="scheme_stages"),
    path("scheme/<int:pk>/take-over/", scheme.scheme_take_over, name="scheme_take_over"),
]
