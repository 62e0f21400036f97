"""How an authority's pages look: chosen on a page, checked to be readable, and seen at once."""

import base64
import json
import struct
import zlib

import pytest

import server as program
from county import until
from desk import sign_in

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
COLOURS = {"house": "#003042", "action": "#7a1f4b", "accent": "#6cbf91", "hint": "#4d5560"}
LINKS = {"imprint": "https://www.kreis.example/impressum", "privacy": "/datenschutz"}


def png(width=1, height=1):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b""))


@pytest.fixture(scope="module")
def administrator(county):
    return sign_in(county, "administrator")


@pytest.fixture(autouse=True)
def as_before(county):
    yield
    county.rows("UPDATE authority SET theme = '{}', links = '{}', languages = '{de,en}' RETURNING 1")
    county.rows("UPDATE office SET languages = NULL RETURNING 1")
    until(lambda: "/theme/" not in look(county.client(), "/"))


def look(client, path):
    """A citizen's page, as text."""
    return client.page(path).text


def saved(administrator, **fields):
    _, document = administrator.call("GET", "/staff/wohngeld/theme")
    return administrator.call("POST", "/staff/wohngeld/theme",
                              {"version": document["version"], "languages": ["de", "en"]} | fields)


def mistakes(answer):
    status, problem = answer
    assert status == 422
    return {error["field"]: error for error in problem["errors"]}


def test_only_administrators_choose_the_look(county):
    manager = sign_in(county, "office_manager", office="wohngeld")
    assert manager.call("GET", "/staff/wohngeld/theme")[0] == 403
    assert manager.call("POST", "/staff/wohngeld/theme", {})[0] == 403


def test_what_is_saved_is_seen_on_every_page_at_once(county, administrator):
    assert saved(administrator, **COLOURS, **LINKS, name="Kreis & Stadt")[0] == 204
    client = county.client()
    assert until(lambda: "/theme/003042-7a1f4b-6cbf91-4d5560-" in look(client, "/"))
    page = look(client, "/offices/wohngeld")
    assert "Kreis &amp; Stadt" in page and 'href="https://www.kreis.example/impressum"' in page
    path = page.split('href="/theme/')[1].split('"')[0]
    sheet = client.request("GET", f"/theme/{path}")
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--kern-color-darkblue-700:#7a1f4b;" in sheet.text
    assert until(lambda: f"/theme/{path}" in administrator.call("GET", "/staff/wohngeld/day", api=False)[1])


def test_kept_pages_and_their_etags_follow_a_change(county, administrator):
    client = county.client()
    before = client.page("/").headers["ETag"]
    assert client.request("GET", "/", Accept="text/html", **{"If-None-Match": before}).status == 304
    assert saved(administrator, **COLOURS)[0] == 204
    assert until(lambda: client.request("GET", "/", Accept="text/html", **{"If-None-Match": before}).status == 200)
    assert client.page("/").headers["ETag"] != before


def test_a_style_sheet_is_made_of_its_address_and_of_nothing_else(client):
    assert client.request("GET", "/theme/003042-7a1f4b-6cbf91-4d5560-ffffff-ffffff.css").status == 200
    for path in ("003042.css", "00304g-7a1f4b-6cbf91-4d5560-ffffff-ffffff.css",
                 "003042-7a1f4b-6cbf91-4d5560-ffffff-fffff;.css"):
        assert client.request("GET", f"/theme/{path}").status == 404


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(county, administrator):
    found = mistakes(saved(administrator, **COLOURS | {"hint": "#8a94a0", "house": "#6699cc", "accent": "#ffffff", "action_dark": "#333333"}))
    assert set(found) == {"hint", "house", "action_dark"}
    assert found["hint"]["code"] == "contrast" and found["hint"]["pair"] == "hint_quiet"
    assert (found["hint"]["ratio_text"], found["hint"]["needed_text"]) == ("2,8", "4,5")
    better = {name: error["suggestion"] for name, error in found.items()}
    assert county.rows("SELECT theme FROM authority") == [({},)]
    assert saved(administrator, **COLOURS | {"accent": "#ffffff"} | better)[0] == 204


def test_all_mistakes_are_told_at_once_and_what_was_typed_stays(administrator):
    typed = {"house": "blau", "imprint": "javascript:alert(1)", "languages": [], "name": "x" * 101}
    found = mistakes(saved(administrator, **typed))
    assert {name: error["code"] for name, error in found.items()} == {
        "house": "invalid_colour", "imprint": "invalid_link", "languages": "required", "name": "too_long"}
    _, page = administrator.call("POST", "/staff/wohngeld/theme", typed | {"version": "x"}, api=False)
    assert 'value="blau"' in page and 'value="javascript:alert(1)"' in page and 'href="javascript:' not in page


def test_a_preview_shows_the_look_and_saves_nothing(county, administrator):
    _, document = administrator.call("GET", "/staff/wohngeld/theme")
    status, shown = administrator.call("POST", "/staff/wohngeld/theme", COLOURS | {
        "version": document["version"], "languages": ["de"], "do": "preview", "logo": SVG})
    assert status == 200 and shown["preview"] is True
    light, dark = shown["previews"]
    assert (light["house"], light["action"], light["dark"]) == ("#003042", "#7a1f4b", False)
    assert dark["action"] != light["action"] and dark["ground"] == "#000000"
    assert all(not pair["fails"] for pair in shown["pairs"])
    client = county.client()
    assert client.request("GET", shown["logo_url"]).status == 200
    assert county.rows("SELECT theme, languages FROM authority") == [({}, ["de", "en"])]
    assert saved(administrator, logo_hash=shown["logo_hash"])[0] == 204
    assert until(lambda: shown["logo_url"] in look(client, "/"))


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_logo_is_served_so_that_it_can_run_nothing(county, administrator, kind):
    sent = {"logo": SVG} if kind == "svg" else {"logo_base64": base64.b64encode(png()).decode()}
    assert saved(administrator, **sent)[0] == 204
    client = county.client()
    assert until(lambda: 'src="/logo/' in look(client, "/"))
    path = look(client, "/").split('<img src="')[1].split('"')[0]
    reply = client.request("GET", path)
    assert reply.body == (SVG.encode() if kind == "svg" else png())
    assert reply.headers["Content-Type"] == ("image/svg+xml" if kind == "svg" else "image/png")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers.get_all("Content-Security-Policy") == [
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"]
    assert "immutable" in reply.headers["Cache-Control"]
    assert client.request("GET", "/logo/" + "0" * 64).status == 404
    assert client.request("GET", "/logo/x").status == 404
    assert saved(administrator, logo_hash=path.rsplit("/", 1)[1], remove_logo=True)[0] == 204
    assert until(lambda: "/logo/" not in look(client, "/"))


@pytest.mark.parametrize("logo, code", [
    ({"logo": '<svg onload="alert(1)"></svg>'}, "active_content"),
    ({"logo": "<html></html>"}, "not_an_image"),
    ({"logo_base64": base64.b64encode(png()[:40]).decode()}, "not_an_image"),
    ({"logo_base64": base64.b64encode(png(5000)).decode()}, "not_an_image"),
    ({"logo_base64": "!"}, "not_an_image"),
    ({"logo": "<svg>" + "x" * 102400 + "</svg>"}, "too_large")])
def test_what_is_no_harmless_picture_is_refused(administrator, logo, code):
    assert mistakes(saved(administrator, **logo))["logo"]["code"] == code


def test_browsers_send_a_logo_as_a_file(county, administrator):
    _, document = administrator.call("GET", "/staff/wohngeld/theme")
    parts = {"version": document["version"], "languages": "de", "do": "save"}
    body = b"".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                    for name, value in parts.items())
    body += (b'--b\r\nContent-Disposition: form-data; name="logo"; filename="wappen.png"\r\n'
             b"Content-Type: image/png\r\n\r\n" + png() + b"\r\n--b--\r\n")
    client = county.client()
    reply = client.request("POST", "/staff/wohngeld/theme", body, Accept="text/html", Cookie=administrator.cookie,
                           **{"Content-Type": "multipart/form-data; boundary=b"})
    assert (reply.status, reply.headers["Location"]) == (303, "/staff/wohngeld/theme?done=saved")
    assert until(lambda: 'src="/logo/' in look(client, "/"))


def test_languages_are_those_with_texts_and_the_first_is_the_default(county, administrator):
    county.rows("UPDATE office SET languages = '{en}' WHERE slug = 'puffer' RETURNING 1")
    assert mistakes(saved(administrator, languages=["de", "tlh"]))["languages"]["code"] == "not_a_choice"
    assert mistakes(saved(administrator, languages=["de"], default_language="en"))[
        "default_language"]["code"] == "not_a_choice"
    assert saved(administrator, languages=["en", "de"], default_language="de")[0] == 204
    assert county.rows("SELECT languages FROM authority") == [(["de", "en"],)]
    assert saved(administrator, languages=["de"])[0] == 204
    assert county.rows("SELECT languages FROM office WHERE slug = 'puffer'") == [(None,)]
    client = county.client()
    assert until(lambda: 'hreflang="en"' not in look(client, "/"))


def test_who_was_faster_is_told_and_nothing_is_lost(county, administrator):
    _, document = administrator.call("GET", "/staff/wohngeld/theme")
    assert saved(administrator, **COLOURS)[0] == 204
    status, problem = administrator.call("POST", "/staff/wohngeld/theme", {
        "version": document["version"], "languages": ["de"], "house": "#000000"})
    assert (status, problem["code"]) == (409, "changed") and "#003042" in json.dumps(problem["changed"])
    [(before, after)] = county.rows("SELECT before, after FROM audit_log WHERE kind = 'authority_look'"
                                    " ORDER BY audit_id DESC LIMIT 1")
    assert before["theme"] == {} and after["theme"]["colours"] == COLOURS


def test_the_authority_s_file_carries_its_look(county, administrator, tmp_path):
    assert saved(administrator, **COLOURS, name="Kreis", logo=SVG)[0] == 204
    code, text, error = program.run("office", "export", "kreis", f"--database={county.conninfo}")
    assert code == 0, error
    document = json.loads(text)
    assert document["theme"] == {"name": "Kreis", "colours": COLOURS,
                                 "logo": {"type": "image/svg+xml", "base64": base64.b64encode(SVG.encode()).decode()}}
    file = tmp_path / "kreis.json"
    county.rows("UPDATE authority SET theme = '{}' RETURNING 1")
    county.rows("DELETE FROM authority_logo RETURNING 1")
    file.write_text(text, encoding="utf-8")
    code, _, error = program.run("office", "import", str(file), f"--database={county.conninfo}")
    assert code == 0, error
    assert program.run("office", "export", "kreis", f"--database={county.conninfo}")[1] == text
    document["theme"]["colours"]["hint"] = "#8a94a0"
    file.write_text(json.dumps(document), encoding="utf-8")
    code, out, error = program.run("office", "check", str(file), f"--database={county.conninfo}")
    assert code != 0 and "/theme/colours/hint" in out + error
