from django.urls import path, register_converter

from ..views import package, report


class DownloadForm:
    regex = "pdf|xlsx|zip"

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(DownloadForm, "download_form")

urlpatterns = [
    path("reports/", report.report_list, name="report_list"),
    path("reports/freeze/<int:pk>/", report.freeze_year, name="freeze"),
    path("reports/snapshots/<int:pk>/build/", report.report_build, name="report_build"),
    path("reports/snapshots/<int:pk>/publish/", report.snapshot_publish, name="snapshot_publish"),
    path("reports/snapshots/<int:pk>/package/", package.package_prepare, name="package_prepare"),
    path("reports/<int:pk>/", report.report_view, name="report_view"),
    path("reports/<int:pk>/inline/", report.report_inline, name="report_inline"),
    path("reports/<int:pk>/pack/", report.report_zip, name="report_zip"),
    path("reports/<int:pk>/<download_form:form>/", report.report_download, name="report_download"),
    path("packages/", package.package_list, name="package_list"),
    path("packages/<int:pk>/", package.package_detail, name="package_detail"),
    path("packages/<int:pk>/indicators/", package.package_indicators, name="package_indicators"),
    path("packages/<int:pk>/deductions/", package.package_deductions, name="package_deductions"),
    path("packages/<int:pk>/send/", package.package_send, name="package_send"),
    path("packages/<int:pk>/approve/", package.package_approve, name="package_approve"),
    path("packages/<int:pk>/send-back/", package.package_send_back, name="package_send_back"),
    path("packages/<int:pk>/hand-in/", package.package_hand_in, name="package_hand_in"),
    path("packages/<int:pk>/accept/", package.package_accept, name="package_accept"),
    path("packages/<int:pk>/return/", package.package_return, name="package_return"),
]
