"""The command `evaluate_rule`: JSON in, JSON out, exit 2 on a bad rule, no database."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from indicators.rules import KINDS

STEP = {
    "kind": "step_deduct", "full_marks": "3",
    "parameters": {"target": "70", "direction": "lower", "step": "1", "points_per_step": "0.5"},
    "inputs": {"actual": "72.4"},
}


@pytest.fixture
def run(monkeypatch):
    """`run(text)` → (exit code, answer)."""

    def evaluate(text, *arguments):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        out = io.StringIO()
        try:
            call_command("evaluate_rule", *arguments, stdout=out)
        except SystemExit as stopped:
            return stopped.code, json.loads(out.getvalue())
        return 0, json.loads(out.getvalue())

    return evaluate


def test_a_rule_is_answered_with_decimals_as_strings(run):
    code, answer = run(json.dumps(STEP))
    assert (code, answer["score"], answer["full_marks"]) == (0, "1.80", "3")
    assert [set(step) for step in answer["explanation"]] == [{"text", "value"}] * 4
    assert answer["explanation"][-1]["value"] == "1.80"


def test_json_numbers_are_never_read_as_binary_floats(run):
    text = json.dumps({**STEP, "full_marks": 3}).replace('"72.4"', "70.20000000000000001")
    assert run(text)[1]["explanation"][0]["value"] == "0.2"
    assert run(json.dumps({**STEP, "inputs": {"actual": 72.4}}))[1]["score"] == "1.80"


@pytest.mark.parametrize(("text", "field"), [
    ("", "json"), ("{", "json"), ("[]", "json"), ("{}", "kind"),
    (json.dumps({**STEP, "full_marks": "-1"}), "full_marks"),
    (json.dumps({**STEP, "inputs": {"actual": "高"}}), "inputs.actual"),
    (json.dumps({**STEP, "inputs": {"actual": float("nan")}}), "inputs.actual"),
])
def test_a_bad_rule_ends_with_two_and_names_the_field(run, text, field):
    code, answer = run(text)
    assert (code, set(answer), answer["error"]["field"]) == (2, {"error"}, field)
    assert answer["error"]["message"]


def test_the_list_holds_every_kind_and_every_example_evaluates(run):
    code, kinds = run("", "--list")
    assert (code, [kind["kind"] for kind in kinds]) == (0, list(KINDS))
    for kind in kinds:
        assert run(json.dumps(kind["example"])) == (0, kind["example_result"])
        for field in [*kind["parameters"], *kind["inputs"]]:
            assert {"name", "type", "label", "required"} <= set(field)


def test_the_command_needs_neither_database_nor_a_chinese_terminal(tmp_path):
    environment = {
        **os.environ, "ECO_VAR_DIR": str(tmp_path), "PYTHONIOENCODING": "latin-1",
        "DATABASE_URL": "postgres://nobody:nobody@127.0.0.1:1/none",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "evaluate_rule"], input=json.dumps(STEP).encode(), cwd=settings.BASE_DIR,
        env=environment, capture_output=True, timeout=30, check=True,
    )
    assert json.loads(done.stdout.decode("utf-8"))["score"] == "1.80"
