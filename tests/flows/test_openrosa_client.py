"""A form as this server gives it out, filled in by ODK's own engine, and what that makes of it sent back."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import caches
from playwright.sync_api import Page

from observer.gateways.openrosa.app_users import make_app_user
from observer.reports.models import Attachment, Report
from tests.factories import ground
from tests.flows.oracle.conftest import engine as engine
from tests.gateways.openrosa.collect import LIST, Collect
from tests.reports.photos import photo

# Fills in by the names of questions, with a photo for one, and gives the parts of what would be sent.
FILL_IN = """async ({xml, answers, photos}) => {
  const {createInstance} = await import('/index.js');
  const {root} = await createInstance(xml, {instance: {stateFactory: (state) => state}});
  const all = (node) => [node, ...(node.currentState.children ?? []).flatMap(all)];
  const named = (name) => all(root).find((node) => node.currentState.reference.endsWith('/' + name));
  for (const [name, value] of Object.entries(answers)) {
    const node = named(name);
    if (node.selectValues) node.selectValues(value.split(' ')); else node.setValue(value);
  }
  for (const [name, base64] of Object.entries(photos)) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    named(name).setValue(new File([bytes], name + '.jpg', {type: 'image/jpeg'}));
  }
  const payload = await root.prepareInstancePayload();
  const parts = [];
  for (const [name, file] of payload.data[0].entries()) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    parts.push([name, btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))]);
  }
  return {status: payload.status, parts};
}"""


@pytest.mark.usefixtures("committed_database")
def test_odk_s_own_engine_fills_in_what_it_downloads_and_the_report_arrives(
    engine: Page, live_server: Any
) -> None:
    for cache in caches.all():
        cache.clear()
    of = ground()
    token = make_app_user(membership=of.observers[0], by=of.coordinator).token
    phone = Collect(f"{live_server.url}/collect/key/{token}")
    (entry,) = phone.form_list("?formID=opening").xml
    xml = phone.get(entry.findtext(f"{LIST}downloadUrl") or "").body.decode()
    filled = engine.evaluate(
        FILL_IN,
        {
            "xml": xml,
            "answers": {
                "observer.station": "W-2",
                "A0": "08:15:00.000+05:00",
                "A1": "no",
                "A2": "late",
                "A3": "Дверь закрыта",
                "A4": "lists seals",
                "A10": "12",
            },
            "photos": {"A16": base64.b64encode(photo()).decode()},
        },
    )
    parts = {name: base64.b64decode(content) for name, content in filled["parts"]}
    form = parts.pop("xml_submission_file")
    assert [answer.status for answer in phone.send(form, parts)] == [201]
    report = Report.objects.select_related("current", "station").get()
    attached = Attachment.objects.get()
    assert report.station is not None
    assert report.station.code == "W-2"
    assert attached.question == "A16"
    answers: Any = report.current and report.current.answers
    assert {code: answers[code] for code in ("A0", "A1", "A2", "A3", "A4", "A10", "A16")} == {
        "A0": "08:15",
        "A1": "no",
        "A2": "late",
        "A3": "Дверь закрыта",
        "A4": ["lists", "seals"],
        "A10": "12",
        "A16": [str(attached.client_id)],
    }
    assert isinstance(report.client_id, UUID)
