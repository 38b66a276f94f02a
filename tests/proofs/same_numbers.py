"""`python -m tests.proofs.same_numbers`: compares every number of the newest snapshot wherever it is shown."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eco_demo.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test.utils import override_settings, setup_test_environment  # noqa: E402

from assessments.models import Snapshot  # noqa: E402
from tests.assessments.same_numbers import check_same_numbers  # noqa: E402

PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def main() -> None:
    snapshot = Snapshot.objects.select_related("plan").order_by("-id")[0]
    setup_test_environment()
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN}):
        compared = check_same_numbers(snapshot.plan, snapshot)
    print(f"{snapshot}：页面、单位报告、区报告、工作簿、快照共核对 {compared} 个数，处处相同。")


if __name__ == "__main__":
    main()
