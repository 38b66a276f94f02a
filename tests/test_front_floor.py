"""What every page, script and style must keep to, read from the files: no server, no database.

The office's computers run browsers built on Chromium 88, often over plain http inside the government network, where
the secure-context interfaces of a browser do not exist.
"""

import ast
import hashlib
import json
import re
from pathlib import Path

import pytest
import tinycss2
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.base import Template
from django.template.defaulttags import URLNode
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode
from django.templatetags.static import StaticNode
from django.urls import get_resolver
from django_htmx.templatetags.django_htmx import htmx_script

ROOT = Path(settings.BASE_DIR)
APPS = ("eco_demo", "departments", "indicators", "tasks", "assessments")
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PYTHON = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
VIEWS = [path for path in PYTHON if "views" in path.relative_to(ROOT).with_suffix("").parts]
STYLES = sorted((ROOT / "static").rglob("*.css"))
HTMX = [Path(finders.find(name)) for name in ("django_htmx/htmx-2.min.js",)]
SCRIPTS = [*sorted((ROOT / "static").rglob("*.js")), *HTMX]

# What Chromium 88 does not know, with the version that brought it.
NEWER_CSS = {
    r":has\(": 105, r"color-mix\(": 111, r"\bok(lch|lab)\(": 111, r"@layer\b": 99, r"@container\b": 105,
    r"@scope\b": 118, r"@starting-style\b": 117, r"light-dark\(": 123, r"\d[dsl]v[hw]\b": 108,
    r":user-(in)?valid\b": 119, r"\bsubgrid\b": 117,
    r"@media[^{]*\(\s*(width|height)\s*[<>]": 104, r"[{;]\s*(translate|rotate|scale)\s*:": 104,
}
NEWER_JS = {
    r"\?\?=": "ES2021", r"\|\|=": "ES2021", r"&&=": "ES2021", r"\.#[A-Za-z_$]": "ES2022", r"\bstatic\s*\{": "ES2022",
    r"\.at\(": 92, r"\bstructuredClone\b": 98, r"\bObject\.hasOwn\(": 93, r"\.findLast(Index)?\(": 97,
    r"\.to(Sorted|Reversed|Spliced)\(": 110, r"\.showPicker\(": 99, r"\bAbortSignal\.timeout\b": 103, r":has\(": 105,
    r"\bcrypto\.randomUUID\b": "https only", r"\bcrypto\.subtle\b": "https only",
    r"\bnavigator\.(clipboard|serviceWorker)\b": "https only", r"\bshowOpenFilePicker\b": "https only",
}

# file → why a newer thing in it does no harm
NEWER_ALLOWED: dict[str, str] = {}
SAFE_ALLOWED = {
    "templates/components/field_notes.html": "help texts are written by us, some with a list in them",
}
INNER_HTML_ALLOWED = {
    "static/js/upload.js": "a fixed frame; the file's name and the answers go in as text",
    "static/js/messages.js": "a fixed frame; the sentence goes in as text",
}
REAL_TIME_ALLOWED = {
    "eco_demo/lib/clock.py": "the clock itself",
    "eco_demo/views.py": "health answers speak of real time",
    "eco_demo/doctor.py": "compares the database's time with the machine's",
    "departments/services/audit.py": "the trail keeps real time even in a drill",
    "departments/services/job.py": "leases of background work run in real time",
    "departments/services/account.py": "sessions and passwords age in real time",
    "departments/views/trail.py": "the trail keeps real time even in a drill",
    "eco_demo/lib/content_store.py": "leftovers on the disk age in real time",
    "departments/sign_in.py": "sessions age in real time",
    "departments/middleware.py": "sessions age in real time",
}
# the first word of a chain that keeps to what the person may see
SCOPED = {"visible_to", "topmost", "own_of"}
# "file:function:model" → why a view may read it without a scope
UNSCOPED_ALLOWED = {
    "eco_demo/views.py:readyz:Job": "counts waiting jobs and shows none",
    "departments/views/session.py:last_login_notice:AuditEvent": "one's own sign-ins, `about(user)`",
    "departments/views/grant.py:grant_list:RoleGroup": "only the security administrator comes here",
    "departments/views/grant.py:grant_detail:RoleGroup": "only the security administrator comes here",
    "departments/views/grant.py:grant_detail:Membership": "only the security administrator comes here",
    "departments/views/grant.py:_filtered:Unit": "narrows the groups the security administrator sees",
    "departments/views/grant.py:_grants_by_unit:UnitGroupGrant": "of groups read before",
    "departments/views/grant.py:_initial:Unit": "only the security administrator comes here",
    "departments/views/grant.py:_initial:UnitGroupGrant": "only the security administrator comes here",
    "departments/views/person.py:people_list:Membership": "of people read through the scope",
    "departments/views/person.py:_filtered:Unit": "narrows people read through the scope",
    "departments/views/unit.py:_grants_on:UnitGroupGrant": "of a unit read through the scope",
    "tasks/views/breakdown.py:_tasks:Assignment": "of tasks read through the scope",
    "tasks/views/evidence.py:evidence_list:EvidenceUse": "of evidence read through the scope",
    "tasks/views/own.py:own_units:Unit": "the scope's own units",
    "tasks/views/own.py:own_ledger:Ledger": "of `own_of(user)`",
    "tasks/views/upload.py:_place:Ledger": "of `own_of(user)`",
    "tasks/views/use.py:ledger_pick:Evidence": "of the unit of a ledger that is one's own",
    "tasks/views/plan.py:plan_detail:ReopenWindow": "of a plan read through the scope, for those who oversee it",
    "tasks/views/plan.py:plan_reopen:ReopenWindow": "of a plan read through the scope, for those who direct it",
    "assessments/views/report.py:report_build:Unit": "of a snapshot read through the scope",
    "assessments/views/review.py:review_file:SubmittedEvidence": "of a line read through the scope",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def by_name(paths: list[Path]):
    return pytest.mark.parametrize("path", paths, ids=name_of)


def found(patterns, text: str) -> list[str]:
    return [f"{pattern} near {match.group()!r}" for pattern in patterns for match in re.finditer(pattern, text)]


# --- what is shipped ---------------------------------------------------------------------------------------------

def test_vendored_files_are_the_ones_in_the_manifest():
    manifest = json.loads((VENDOR / "MANIFEST.json").read_text())
    expected = {name: digest for package in manifest["packages"] for name, digest in package["files"].items()}
    actual = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*") if path.is_file() and path.name != "MANIFEST.json"
    }
    assert actual == expected


@by_name(STYLES)
def test_style_is_readable_by_chromium_88(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    if name_of(path) not in NEWER_ALLOWED:
        assert found(NEWER_CSS, text) == []
    assert [rule for rule in tinycss2.parse_stylesheet(text) if nests(rule)] == []


def nests(rule) -> bool:
    """Whether a style rule holds another one; rules inside @media and the like are as old as CSS."""
    if rule.type == "at-rule" and rule.content and rule.lower_at_keyword in ("media", "supports"):
        return any(nests(inner) for inner in tinycss2.parse_rule_list(rule.content))
    if rule.type != "qualified-rule":
        return False
    return any(token.type == "{} block" for token in rule.content)


@by_name(SCRIPTS)
def test_script_is_readable_by_chromium_88(path):
    if name_of(path) not in NEWER_ALLOWED:
        assert found(NEWER_JS, path.read_text(encoding="utf-8")) == []


@by_name([path for path in [*STYLES, *SCRIPTS] if VENDOR not in path.parents and path not in HTMX])
def test_our_scripts_and_styles_ask_nobody_outside(path):
    text = path.read_text(encoding="utf-8")
    assert found([r"https?://", r"@import", r"\beval\(", r"\bnew Function\b"], text) == []
    if name_of(path) not in INNER_HTML_ALLOWED:
        assert found([r"\.(inner|outer)HTML\b", r"\binsertAdjacentHTML\b"], text) == []


# --- templates ---------------------------------------------------------------------------------------------------

@by_name(TEMPLATES)
def test_template_compiles_and_names_things_that_exist(path):
    template = get_template(str(path.relative_to(ROOT / "templates"))).template
    known = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert [name for name in literals(template, URLNode, "view_name") if name not in known] == []
    assert [name for name in literals(template, StaticNode, "path") if not finders.find(name)] == []
    for kind, attribute in ((IncludeNode, "template"), (ExtendsNode, "parent_name")):
        for name in literals(template, kind, attribute):
            get_template(name)


def literals(template: Template, kind: type, attribute: str) -> list[str]:
    """What is written as a plain string in the tags of this kind; a variable is known only when a page is shown."""
    values = [getattr(node, attribute).var for node in template.nodelist.get_nodes_by_type(kind)]
    return [str(value) for value in values if isinstance(value, str)]


@by_name(TEMPLATES)
def test_template_is_free_of_inline_code_and_outside_addresses(path):
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", path.read_text(encoding="utf-8"), flags=re.S)
    inline = [r"<script(?![^>]*\ssrc=)[^>]*>", r"<style\b", r"<[^>]*\sstyle\s*=", r"<[^>]*\son[a-z]+\s*=", r"\bhx-on\b",
              r"javascript:", r"https?://", r"<(link|script|img)[^>]*=[\"']//"]
    assert found(inline, text) == []


@by_name([*TEMPLATES, *PYTHON])
def test_escaping_is_never_switched_off(path):
    if name_of(path) not in SAFE_ALLOWED:
        assert found([r"\|\s*safe\b", r"\|\s*safeseq\b", r"autoescape off", r"\bmark_safe\b", r"\bSafeString\("],
                     path.read_text(encoding="utf-8")) == []


def test_htmx_two_is_the_one_that_pages_load():
    assert "htmx-2.min.js" in htmx_script({"csp_nonce": ""})


# --- Python ------------------------------------------------------------------------------------------------------

@by_name([path for path in PYTHON if name_of(path) not in REAL_TIME_ALLOWED])
def test_business_reads_only_the_movable_clock(path):
    own_clock = [r"\bdate\.today\(", r"\btimezone\.now\b", r"\bdatetime\.(utc)?now\(", r"now\(\)\.date\(\)",
                 r"\blocaldate\(\)", r"\btime\.time\(", r"\bauto_now\b"]
    assert found(own_clock, path.read_text(encoding="utf-8")) == []


@by_name(VIEWS)
def test_views_read_through_the_scope(path):
    assert unscoped_in(path) - set(UNSCOPED_ALLOWED) == set()


def unscoped_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {f"{name_of(path)}:{function.name}:{model}" for function in functions for model in unscoped_reads(function)}


def unscoped_reads(function: ast.FunctionDef) -> list[str]:
    """Models whose `objects` starts a chain without a scope."""
    parents = {child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)}
    managers = [
        node for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager")
    ]
    return [ast.unparse(node.value) for node in managers if SCOPED.isdisjoint(chain(node, parents))]


def chain(node: ast.AST, parents: dict) -> list[str]:
    """The names called on `node`, one after another: `Model.objects.visible_to(user).order_by()` has two."""
    names = []
    while isinstance(parent := parents.get(node), ast.Attribute | ast.Call) and node not in getattr(parent, "args", ()):
        if isinstance(parent, ast.Attribute):
            names.append(parent.attr)
        node = parent
    return names


def test_allowed_exceptions_are_still_needed():
    files = {name_of(path) for path in [*TEMPLATES, *PYTHON, *STYLES, *SCRIPTS]}
    assert {*NEWER_ALLOWED, *SAFE_ALLOWED, *INNER_HTML_ALLOWED, *REAL_TIME_ALLOWED} - files == set()
    assert set(UNSCOPED_ALLOWED) - {read for path in VIEWS for read in unscoped_in(path)} == set()
