"""What comes with a request beside the form: the way back, headers, the session, and what an answer may be kept as."""

import pytest


def test_a_query_the_trail_cannot_keep_is_not_kept(world, as_user):
    answer = as_user(world.auditor).get("/trail/export/", {"unknown": "\x00"})
    assert answer.status_code == 200


@pytest.mark.parametrize("target", [
    "task_list", "2199-13-45", "//evil.example/", "https://evil.example/", "/\\evil.example",
])
def test_going_back_leads_nowhere_else(target, world, plan, as_user):
    answer = as_user(world.water_staff).post("/year/", {"year": "9" * 5000, "next": target})
    assert (answer.status_code, answer.url) == (302, "/")


@pytest.mark.parametrize("headers", [
    {"Upload-Length": "9" * 5000}, {"Upload-Length": "９"}, {"Upload-Length": "10", "Upload-Metadata": "filename !!"},
    {"Upload-Length": "10", "Upload-Metadata": "filename " + "gA=="},
])
def test_an_upload_with_nonsense_in_its_headers_is_refused(headers, world, plan, as_user):
    answer = as_user(world.water_staff).post("/uploads/", headers={"Tus-Resumable": "1.0.0", **headers})
    assert answer.status_code in (400, 413, 422)
