from django.apps import AppConfig
from django.core import checks


class EcoDemoConfig(AppConfig):
    name = "eco_demo"
    verbose_name = "生态文明建设示范区创建"

    def ready(self):
        # Laying out a probe takes a second: only with `check --deploy`.
        checks.register(check_fonts, "fonts", deploy=True)


def check_fonts(app_configs, **kwargs) -> list[checks.Warning]:
    from .doctor import missing_print_abilities

    return [checks.Warning(sentence, id="eco_demo.W001") for sentence in missing_print_abilities()]
