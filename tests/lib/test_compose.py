"""The container deployment, read as docker-compose understands it, without an engine."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SECRETS = ("ECO_SECRET_KEY", "POSTGRES_PASSWORD", "ECO_APP_DB_PASSWORD", "REDIS_PASSWORD")
REQUIRED = {name: f"{name.lower()}-0123456789" for name in (*SECRETS, "ECO_ALLOWED_HOSTS", "ECO_BASE_URL")}


def compose(*arguments, environment):
    return subprocess.run(
        ["docker-compose", "--file", ROOT / "docker-compose.yml", "--env-file", ROOT / ".env.example", *arguments],
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture(scope="module")
def stack():
    answer = compose("config", environment=REQUIRED)
    assert answer.returncode == 0, answer.stderr
    return yaml.safe_load(answer.stdout)


@pytest.mark.parametrize("name", REQUIRED)
def test_it_refuses_to_start_without(name):
    answer = compose("config", "-q", environment={k: v for k, v in REQUIRED.items() if k != name})

    assert answer.returncode != 0
    assert f"请在 .env 中设置 {name}" in answer.stderr


def test_it_has_the_whole_system(stack):
    assert set(stack["services"]) == {"web", "worker", "beat", "migrate", "db", "redis"}


@pytest.mark.parametrize("name", ["web", "worker", "beat", "migrate", "db", "redis"])
def test_every_service_is_hardened(stack, name):
    service = stack["services"][name]
    user = service["user"].split(":")[0]

    assert (service["read_only"], service["init"], service["cap_drop"]) == (True, True, ["ALL"])
    assert "no-new-privileges:true" in service["security_opt"]
    assert user.isdecimal() and int(user) > 0
    assert service["mem_limit"] and service["pids_limit"] and service["logging"]["options"]["max-size"]
    assert service["environment"]["TZ"] == "Asia/Shanghai"
    assert "privileged" not in service
    assert name == "migrate" or (service["healthcheck"]["test"] and service["restart"] == "unless-stopped")


def test_only_the_web_is_published_and_only_on_this_machine(stack):
    published = {name: service["ports"] for name, service in stack["services"].items() if "ports" in service}

    assert published == {"web": ["127.0.0.1:8000:8000/tcp"]}


def test_nothing_but_the_web_has_a_door(stack):
    door = [name for name, service in stack["services"].items() if set(service["networks"]) != {"inside": None}.keys()]

    assert door == ["web"]
    assert stack["networks"]["inside"]["internal"] is True
    assert stack["networks"]["door"]["driver_opts"] == {"com.docker.network.bridge.enable_ip_masquerade": "false"}


def test_pages_and_jobs_wait_for_the_one_shot_migration(stack):
    for name in ("web", "worker", "beat"):
        assert stack["services"][name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert stack["services"]["migrate"]["restart"] == "no"


def test_pages_and_jobs_do_not_own_the_tables(stack):
    accounts = {name: stack["services"][name]["environment"]["DATABASE_URL"] for name in ("web", "worker", "migrate")}

    assert "eco_owner" in accounts["migrate"]
    assert all("://eco_app:" in accounts[name] for name in ("web", "worker"))


def test_redis_keeps_its_queue_and_asks_for_the_password(stack):
    command = " ".join(stack["services"]["redis"]["command"])

    for option in ("--requirepass", "--protected-mode yes", "--appendonly yes", "--maxmemory-policy noeviction"):
        assert option in command


def test_images_are_pinned():
    text = (ROOT / "docker-compose.yml").read_text() + (ROOT / "Dockerfile").read_text()
    images = re.findall(r"(?:image:|FROM) ((?:postgres|redis|python):\S+)", text)

    assert len(images) == 4
    assert all(re.search(r":\d+\.\d+(\.\d+)?-", image) for image in images)


def test_the_example_environment_names_every_variable_and_holds_no_secret():
    used = set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text()))
    example = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert used == set(example)
    assert {example[name] for name in REQUIRED} == {""}
