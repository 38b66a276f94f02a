"""Reports asked for by the office arrive once each, whatever is killed: real processes, real `kill -9`.

Waits for the product's own patience (a lease of 30 s, a sweep each 10 s), so it takes a minute.
"""

import os

import pytest

from tests.faults.installation import Installation, ServerInstallation, mute_listener

IS_REAL = os.environ.get("ECO_TEST_STACK") == "real"
ANSWER_SECONDS = 3
# The lease that must run out, the sweep that must come round, the building itself; two busy cores.
HEALED_SECONDS = 60
REPORTS = 5  # four units and the district
on_servers = pytest.mark.skipif(not IS_REAL, reason="needs PostgreSQL and Redis: ECO_TEST_STACK=real")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    installation = ServerInstallation(folder, os.environ["DATABASE_URL"]) if IS_REAL else Installation(folder)
    try:
        installation.lay_out()
        yield installation
    finally:
        installation.close()


@on_servers
def test_page_answers_while_the_broker_refuses_or_hangs(office):
    refused = office.office("ask", "d-water")
    with mute_listener(office.redis_port):
        hung = office.office("ask", "d-housing")
    assert (refused["status"], hung["status"]) == (302, 302)
    assert max(refused["seconds"], hung["seconds"]) < ANSWER_SECONDS
    office.start_redis()
    worker = office.start_worker()
    office.wait_until(lambda: office.statuses() == {"done"}, HEALED_SECONDS)
    worker.kill()
    assert [attempt for _, attempt in office.jobs().values()] == [1, 1]


def test_every_report_is_built_once_although_worker_and_queue_are_killed(office):
    if IS_REAL and office.redis is None:
        office.start_redis()
    worker = office.start_worker()
    assert office.office("ask")["status"] == 302
    office.wait_until(lambda: "running" in office.statuses(), 20)
    worker.kill()
    interrupted = {number for number, (status, _) in office.jobs().items() if status == "running"}
    office.lose_queue()
    office.start_worker()
    office.wait_until(lambda: office.statuses() == {"done"}, HEALED_SECONDS)
    assert {number for number, (_, attempt) in office.jobs().items() if attempt == 2} == interrupted
    assert_delivered_once(office)


def assert_delivered_once(office):
    [(jobs, asked)] = office.query(
        "SELECT (SELECT count(*) FROM departments_job),"
        " (SELECT count(*) FROM departments_auditevent WHERE action = 'job.request')"
    )
    assert (jobs, asked) == (REPORTS, REPORTS)
    reports = office.query("SELECT status, pdf_id, workbook_id FROM assessments_report")
    assert [status for status, _, _ in reports] == ["ready"] * REPORTS
    files = {file for _, pdf, workbook in reports for file in (pdf, workbook)}
    assert None not in files and len(files) == 2 * REPORTS
    stored = {sha256 for (sha256,) in office.query("SELECT sha256 FROM tasks_storedfile")}
    on_disk = {path.name for path in (office.folder / "media").rglob("*") if path.is_file()
               and "incoming" not in path.parts}
    assert on_disk == stored
