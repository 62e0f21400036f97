"""server/openapi.json describes what the server does: every path, and what comes back."""

import json
import re

import jsonschema

from county import citizen
from server import SOURCE

DESCRIPTION = json.loads((SOURCE / "server/openapi.json").read_text(encoding="utf-8"))
ROUTE = re.compile(r'\{EVHTTP_REQ_(\w+),\s*"([^"]+)"')


def routes():
    """Citizens' routes of the table, as the description writes them; pages without JSON are not in it."""
    for method, path in ROUTE.findall((SOURCE / "server/net/route.c").read_text(encoding="utf-8")):
        if path not in ("/", "/healthz") and not path.startswith("/staff"):
            yield method.lower(), re.sub(r":(\w+)", r"{\1}", path)


def test_every_route_is_described_and_nothing_else():
    described = {(method, path) for path, item in DESCRIPTION["paths"].items() for method in item}
    assert described == set(routes())


def test_every_reference_leads_somewhere():
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(DESCRIPTION)):
        place = DESCRIPTION
        for step in reference.split("/"):
            place = place[step]


def schema(name):
    return {"$ref": f"#/components/schemas/{name}", "components": DESCRIPTION["components"]}


def holds_to(document, name):
    jsonschema.Draft202012Validator(schema(name)).validate(document)


def test_what_comes_back_is_as_described(county, client):
    for name, path in [("Offices", "/offices?q=Wohngeld"), ("Office", "/offices/wohngeld"),
                       ("Service", "/offices/fragen/services/fragen"), ("Problem", "/offices/nowhere"),
                       ("Times", "/offices/wohngeld/services/antrag/times?surname=A"),
                       ("Link", "/l/wohngeld/antrag"), ("Embed", "/embed/wohngeld"),
                       ("Embed", "/embed/schalter/ausweis"), ("Problem", "/l/nowhere")]:
        holds_to(client.get(path).json, name)
    held = county.hold("schalter/ausweis", client)
    holds_to(held.json, "Hold")
    refused = client.post(f"/holds/{held['token']}/confirm", {})
    assert refused.status == 422
    holds_to(refused.json, "Problem")
    booked = client.post(f"/holds/{held['token']}/confirm", citizen())
    assert booked.status == 201
    holds_to(booked.json, "Booking")
    lost = client.post("/offices/schalter/services/ausweis/holds", {"starts_at": "2020-01-01T08:00:00Z"})
    assert lost.status == 409
    holds_to(lost.json, "Problem")
