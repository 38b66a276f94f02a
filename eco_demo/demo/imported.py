"""Plans of other places, brought in as documents: read, names settled, confirmed, published by the product itself."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO, StringIO

from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook

from departments.choices import Level, Role, UnitClass
from departments.models import Job, User
from departments.services import job as jobs
from departments.services.unit import open_unit
from eco_demo.lib import clock
from tasks.choices import ImportStatus
from tasks.models import Plan, PlanImport
from tasks.plan_draft.shape import COOP, CREATE_UNIT, LEAD, NEW_SET, DraftUnit
from tasks.reports.import_desk import read_draft
from tasks.services.plan_import.confirming import confirm_import
from tasks.services.plan_import.editing import change_head, change_row, decide_all_unknown
from tasks.services.plan_import.receiving import start_import
from tasks.services.publication import publish

from .content import FIXTURES
from .people import District, open_account, password
from .year import at_office_hours

Say = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """An office with its plan documents. `units`: for plans that name none, by row number: lead and cooperating."""

    code: str
    name: str
    level: str
    parent: str  # code of the territory above
    office: str
    chief: str  # user name
    documents: tuple[str, ...]
    issued: date
    units: dict[str, tuple[str, str]] = field(default_factory=dict)
    below: tuple[tuple[str, str], ...] = ()  # code and name of a city's districts, a district's townships


PROVINCE = "hb"
ABOVE = (("wh", "武汉市", PROVINCE), ("sl", "示例市", PROVINCE))
EVERY_COUNTY = "各县(市、区)"
PLACES = (
    Place("qs", "青山区", Level.DISTRICT, "wh", "青山区生态环境保护委员会办公室", "qs-zr", ("qingshan_2022.txt",),
          date(2022, 8, 10)),
    Place("hp", "黄陂区", Level.DISTRICT, "wh", "黄陂区环境保护委员会办公室", "hp-zr",
          ("huangpi_2019.txt", "huangpi_2019_annex.csv"), date(2019, 8, 30),
          below=(("hp-qc", "前川街道"), ("hp-hd", "横店街道"), ("hp-sk", "滠口街道"), ("hp-wh", "武湖街道"),
                 ("hp-cxl", "长轩岭街道"), ("hp-cd", "蔡店街道"), ("hp-ml", "木兰乡"))),
    Place("jz", "荆州市", Level.CITY, PROVINCE, "荆州市生态文明示范市创建工作领导小组办公室", "jz-zr",
          ("jingzhou_2020.txt",), date(2020, 11, 17),
          units={
              "一": ("市生态环境局", EVERY_COUNTY), "二": ("市生态环境局", EVERY_COUNTY),
              "三": ("市发改委", "市经信局、市水利湖泊局、市统计局"),
              "四": ("市生态环境局", f"市农业农村局、{EVERY_COUNTY}"),
              "五": ("市生态环境局", f"市水利湖泊局、{EVERY_COUNTY}"), "六": ("市生态环境局", EVERY_COUNTY),
              "七": ("市生态环境局", EVERY_COUNTY), "八": ("市委宣传部", "市生态环境局"),
          },
          below=(("jz-sz", "松滋市"), ("jz-hh", "洪湖市"), ("jz-jl", "江陵县"), ("jz-ss", "石首市"),
                 ("jz-ga", "公安县"), ("jz-jianli", "监利市"), ("jz-jzq", "荆州区"), ("jz-sha", "沙市区"))),
    Place("slq", "示例区", Level.DISTRICT, "sl", "示例区生态建设工作领导小组办公室", "slq-zr",
          ("district_2012.txt",), date(2012, 3, 18),
          units={
              "一": ("区经贸局", "区环保局、各镇办"), "二": ("区环保局", "区城管局、区公安分局"),
              "三": ("区农业局", "区环保局、各镇办"), "四": ("区国土分局", "区水务局、区林业局"),
          },
          below=(("slq-cg", "城关镇"), ("slq-hw", "河湾镇"), ("slq-dg", "东关街道"))),
)  # fmt: skip


def set_up_places(district: District) -> None:
    """The territories, offices and chiefs; the units below them come from the documents."""
    hashed = make_password(password())
    units = district.units
    for code, name, parent in ABOVE:
        units[code] = open_unit(by=None, code=code, name=name, level=Level.CITY, parent=units[parent])
    for place in PLACES:
        units[place.code] = open_unit(
            by=None, code=place.code, name=place.name, level=place.level, parent=units[place.parent]
        )
        office = units[f"{place.code}-office"] = open_unit(
            by=None, code=f"{place.code}-office", name=place.office, level=Level.DEPARTMENT, parent=units[place.code]
        )
        open_account(district, place.chief, office, Role.OFFICE_CHIEF, hashed)
        is_city = place.level == Level.CITY
        level, unit_class = (Level.DISTRICT, UnitClass.NONE) if is_city else (Level.TOWNSHIP, UnitClass.TOWNSHIP)
        for position, (code, name) in enumerate(place.below, 1):
            units[code] = open_unit(by=None, code=code, name=name, level=level, unit_class=unit_class,
                                    parent=units[place.code], position=position)


def bring_in_plans(district: District, say: Say) -> list[Plan]:
    """Each document from upload to publication."""
    plans = []
    for place in PLACES:
        with clock.at(at_office_hours(place.issued)):
            plans.append(_bring_in(district, place))
        say(f"{plans[-1]}：导入 {plans[-1].tasks.count()} 项任务")
    return plans


def leave_one_to_confirm(district: District, say: Say) -> PlanImport:
    """Next year's document of the demonstration district, read and waiting on the confirm page."""
    year = clock.today().year + 1
    text = _text("zaoyang.txt").replace("{year}", str(year)).replace("{next}", str(year + 1))
    upload = SimpleUploadedFile(f"{year}年度工作计划.docx", _as_word(text))
    batch = _read(start_import(district.people["hwb-zr"], district.units["zy-office"], [upload]))
    say(f"{year}年度计划文件已识别，待确认")
    return batch


def _bring_in(district: District, place: Place) -> Plan:
    chief, office = district.people[place.chief], district.units[f"{place.code}-office"]
    batch = _read(start_import(chief, office, [_upload(name) for name in place.documents]))
    batch = change_head(batch, chief, batch.version, set_mode=NEW_SET)
    batch = _name_units(batch, chief, place)
    batch = decide_all_unknown(batch, chief, CREATE_UNIT)
    plan = confirm_import(batch, chief, batch.version)
    return publish(plan, chief).plan


def _name_units(batch: PlanImport, chief: User, place: Place) -> PlanImport:
    for row in read_draft(batch).kept:
        if row.number in place.units:
            lead, coop = place.units[row.number]
            units = [DraftUnit(lead, LEAD), *(DraftUnit(name, COOP) for name in coop.split("、"))]
            batch = change_row(batch, chief, row.key, row.rev, units=tuple(units))
    return batch


def _read(batch: PlanImport) -> PlanImport:
    """Do the reading on the spot, without waiting for a worker."""
    for job in Job.objects.open().filter(kind="plan_reading").order_by("id"):
        jobs.run(job.pk)
    batch.refresh_from_db()
    if batch.status != ImportStatus.READY:
        raise ValueError(f"{batch}：{batch.message}")
    return batch


def _upload(name: str) -> SimpleUploadedFile:
    if not name.endswith(".csv"):
        return SimpleUploadedFile(name, _text(name).encode())
    rows = list(csv.reader(StringIO(_text(name))))
    return SimpleUploadedFile("附件1任务分解表.xlsx", _as_workbook("重点工作任务分解表", rows))


def _text(name: str) -> str:
    return (FIXTURES / "demo" / "plans" / name).read_text(encoding="utf-8")


def _as_word(text: str) -> bytes:
    document, content = Document(), BytesIO()
    for paragraph in filter(None, text.splitlines()):
        document.add_paragraph(paragraph)
    document.save(content)
    return content.getvalue()


def _as_workbook(title: str, rows: list[list[str]]) -> bytes:
    """With a merged title row over the table, as offices send it."""
    book, content = Workbook(), BytesIO()
    sheet = book.active
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    for row in rows:
        sheet.append(row)
    book.save(content)
    return content.getvalue()
