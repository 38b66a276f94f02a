from django.apps import AppConfig


class DepartmentsConfig(AppConfig):
    name = "departments"
    verbose_name = "单位与人员"

    def ready(self):
        from . import sign_in

        sign_in.connect()
