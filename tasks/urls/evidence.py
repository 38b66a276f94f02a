from django.urls import path

from ..views import evidence, files, upload

urlpatterns = [
    path("evidence/", evidence.evidence_list, name="evidence_list"),
    path("evidence/add/", evidence.evidence_add, name="evidence_add"),
    path("evidence/<int:pk>/", evidence.evidence_detail, name="evidence_detail"),
    path("evidence/<int:pk>/edit/", evidence.evidence_edit, name="evidence_edit"),
    path("evidence/<int:pk>/replace/", evidence.evidence_replace, name="evidence_replace"),
    path("evidence/<int:pk>/withdraw/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path("evidence/<int:pk>/restore/", evidence.evidence_restore, name="evidence_restore"),
    path("evidence/files/<int:pk>/", files.evidence_download, name="evidence_download"),
    path("evidence/files/<int:pk>/preview/", files.evidence_preview, name="evidence_preview"),
    path("uploads/", upload.upload_begin, name="upload_begin"),
    path("uploads/<uuid:pk>/", upload.upload_piece, name="upload_piece"),
]
