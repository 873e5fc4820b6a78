"""The API describes itself: a valid document, a page of our own, and a page for every refusal."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from observer.api.refusals import KINDS, WHAT_HELPS


def test_the_document_is_valid_openapi(tmp_path: object) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", f"{tmp_path}/openapi.yaml")


@pytest.mark.django_db
def test_every_operation_may_answer_with_a_problem(client: Client) -> None:
    schema = client.get("/api/v1/schema/?format=json").json()
    assert schema["openapi"].startswith("3.1")
    answers = [
        operation["responses"]["4XX"]["content"]
        for item in schema["paths"].values()
        for name, operation in item.items()
        if name in {"get", "post"}
    ]
    reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
    assert answers
    assert all(answer == {"application/problem+json": reference} for answer in answers)


@pytest.mark.django_db
def test_the_page_names_every_address_and_loads_only_from_here(client: Client) -> None:
    schema = client.get("/api/v1/schema/?format=json").json()
    page = client.get("/api/v1/").content.decode()
    assert all(path in page for path in schema["paths"])
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page


def test_every_refusal_is_explained() -> None:
    assert set(KINDS) == set(WHAT_HELPS)


@pytest.mark.django_db
def test_the_type_of_a_problem_leads_to_its_page(client: Client) -> None:
    refused = client.get("/api/v1/missions/nowhere/board/", headers={"accept": "application/json"})
    assert client.get(refused.json()["type"]).status_code == 200
    assert client.get("/problems/never-heard-of").status_code == 404
