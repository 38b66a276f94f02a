"""Evidence: the unit's library, its pieces, files and uploads."""

from io import BytesIO

from eco_demo.lib import clock
from tasks.models import Evidence, Upload
from tasks.services.evidence import add_file
from tasks.services.upload import begin
from tests.access import Row, Seed, everyone, only
from tests.lib.samples import pdf
from tests.world import PEOPLE, part_of

OWN = ("water_staff", "water_head")
OFFICE = ("reviewer", "chief", "leader")
NO_UNIT = ("water_admin", "reviewer", "chief", "leader", "city_receiver", "sysadmin", "secadmin", "auditor")


def piece(seed: Seed) -> Evidence:
    found = Evidence.objects.filter(unit=seed.world.water).first()
    return found or add_file(
        BytesIO(pdf()), "监测报告.pdf", unit=seed.world.water, year=clock.today().year, by=seed.world.water_staff,
        ledger=part_of(seed.plan, seed.world.water).ledger,
    )


def of_piece(seed: Seed) -> dict:
    return {"pk": piece(seed).pk}


def of_submitted_piece(seed: Seed) -> dict:
    evidence = piece(seed)
    Evidence.objects.filter(pk=evidence.pk).update(was_submitted=True)
    evidence.versions.update(was_submitted=True)
    return {"pk": evidence.pk}


def of_version(seed: Seed) -> dict:
    return {"pk": piece(seed).current_id}


def of_submitted_version(seed: Seed) -> dict:
    of_submitted_piece(seed)
    return of_version(seed)


def of_use(seed: Seed) -> dict:
    return {"pk": piece(seed).uses.get().pk}


def of_upload(seed: Seed) -> dict:
    found = Upload.objects.filter(uploaded_by=seed.world.water_staff).first()
    world = seed.world
    found = found or begin(world.water_staff, name="a.pdf", size=9, unit=world.water, year=clock.today().year)
    return {"pk": found.pk}


ROWS = [
    Row("evidence_list", allowed=everyone()),
    Row("evidence_add", allowed={name: 302 for name in PEOPLE if name not in NO_UNIT}, method="POST"),
    Row("evidence_detail", of_piece, only(*OWN), default=404),
    Row("evidence_detail", of_submitted_piece, only(*OWN, *OFFICE), default=404, note="handed in"),
    Row("evidence_edit", of_piece, only(*OWN), default=404),
    Row("evidence_edit", of_piece, only(*OWN, status=422), method="POST", default=404),
    Row("evidence_replace", of_piece, only(*OWN, status=302), method="POST", default=404),
    Row("evidence_replace", of_submitted_piece, {**only(*OWN, status=302), **only(*OFFICE, status=403)},
        method="POST", default=404, note="handed in"),
    Row("evidence_withdraw", of_piece, only(*OWN, status=302), method="POST", default=404),
    Row("evidence_restore", of_piece, only(*OWN, status=302), method="POST", default=404),
    Row("evidence_download", of_version, only(*OWN), default=404),
    Row("evidence_download", of_submitted_version, only(*OWN, *OFFICE), default=404, note="handed in"),
    Row("evidence_preview", of_version, only(*OWN), default=404),
    Row("evidence_preview", of_submitted_version, only(*OWN, *OFFICE), default=404, note="handed in"),
    Row("use_detach", of_use, only(*OWN, status=302), method="POST", default=404),
    Row("upload_begin", allowed=everyone(204), method="OPTIONS"),
    Row("upload_begin", allowed=everyone(412), method="POST", note="not tus"),
    Row("upload_piece", of_upload, everyone(204), method="OPTIONS"),
    Row("upload_piece", of_upload, only("water_staff", status=412), method="HEAD", default=404, note="not tus"),
    Row("upload_piece", of_upload, only("water_staff", status=412), method="PATCH", default=404, note="not tus"),
    Row("upload_piece", of_upload, only("water_staff", status=412), method="DELETE", default=404, note="not tus"),
]
