"""What server/net promises, tried on raw sockets with tests/api/net_server."""

import gzip
import http.client
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import subprocess

import brotli
import pytest

HERE = pathlib.Path(__file__).parent
SECONDS = 60  # until something that hangs is a failure
STYLE = b"body { color: red }\n" * 50


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("net") / "site"
    shutil.copytree(HERE / "net_site", folder)
    static = folder / "static"
    static.mkdir()
    (static / "site-A1.css").write_bytes(STYLE)
    (static / "site-A1.css.gz").write_bytes(gzip.compress(STYLE))
    (static / "site-A1.css.br").write_bytes(brotli.compress(STYLE))
    (static / "plain-B2.svg").write_text("<svg/>")
    (static / "manifest.json").write_text('{"css": "site-A1.css"}')
    return folder


class Server:
    def __init__(self, site, connections_max=1000, idle_seconds=30, **settings):
        program = pathlib.Path(os.environ["AMTSTERMIN_BUILD"]) / "tests/api/net_server"
        self.process = subprocess.Popen(
            [program, site, str(connections_max), str(idle_seconds),
             *(f"{name}={value}" for name, value in settings.items())],
            stdout=subprocess.PIPE, text=True)
        self.host = "::1" if settings.get("address") == "::" else "127.0.0.1"
        self.port = int(self.process.stdout.readline())

    def connect(self):
        return socket.create_connection((self.host, self.port), timeout=SECONDS)

    def ask(self, method, path, body=None, **headers):
        """Headers: Accept_Language="en" is Accept-Language: en."""
        conn = http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)
        conn.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = conn.getresponse()
        answer.body = answer.read()
        conn.close()
        return answer

    def raw(self, request):
        with self.connect() as sock:
            sock.sendall(request)
            return read_all(sock)

    def drain(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.stdout.readline() == "draining\n"

    def finish(self):
        """The last reply has left, and nothing was left behind (the sanitizers look)."""
        assert self.process.stdout.readline() == "drained\n"
        assert self.process.wait(SECONDS) == 0

    def stop(self):
        if self.process.returncode is None:
            self.drain()
            self.finish()


def read_all(sock):
    data = bytearray()
    while True:
        try:
            part = sock.recv(65536)
        except ConnectionResetError:
            return bytes(data)
        if not part:
            return bytes(data)
        data += part


@pytest.fixture(scope="module")
def server(site):
    server = Server(site)
    yield server
    server.stop()


@pytest.fixture
def start(site):
    """Start servers with settings of the test's own."""
    servers = []

    def start_one(*args, **settings):
        servers.append(Server(site, *args, **settings))
        return servers[-1]

    yield start_one
    for server in servers:
        server.stop()


# Documents


def test_a_document_is_html_for_a_browser(server):
    answer = server.ask("GET", "/things/lamp", Accept="text/html,*/*;q=0.8")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"<p>lamp</p>" in answer.body
    assert b'href="/static/site-A1.css"' in answer.body


def test_the_same_document_is_json_below_api_or_by_accept(server):
    expected = {"name": "lamp", "q": "a b", "origin": f"http://127.0.0.1:{server.port}"}
    for path, accept in (("/api/v1/things/lamp?q=a+b", "*/*"),
                         ("/things/lamp?q=a%20b", "application/json")):
        answer = server.ask("GET", path, Accept=accept)
        assert answer.headers["Content-Type"] == "application/json"
        assert json.loads(answer.body) == expected


def test_values_are_escaped_in_html(server):
    body = server.ask("GET", "/things/%3Cb%3E").body
    assert b"<p>&lt;b&gt;</p>" in body


def test_the_language_is_carried_on(server):
    body = server.ask("GET", "/things/lamp?q=1&lang=en").body.decode()
    assert '<html lang="en" dir="ltr">' in body
    assert "<title>Thing</title>" in body
    assert '<a href="/things/lamp?q=1&amp;lang=de" lang="de">Deutsch</a>' in body
    assert 'lang="en" aria-current="true">English</a>' in body


def test_a_text_that_a_language_lacks_is_shown_in_german(server):
    answer = server.ask("GET", "/nowhere?lang=en")
    assert b"There is no such page" in answer.body
    assert "Vielleicht ist der Link nicht vollständig.".encode() in answer.body


def test_head_has_the_length_and_no_body(server):
    full = server.ask("GET", "/things/lamp")
    head = server.ask("HEAD", "/things/lamp")
    assert head.status == 200
    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(full.body))
    assert head.headers["ETag"] == full.headers["ETag"]
    answer = server.raw(b"HEAD /things/lamp HTTP/1.1\r\nHost: x\r\n\r\n"
                        b"GET /gone HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200") == 1
    assert answer.split(b"\r\n\r\n")[1].startswith(b"HTTP/1.1 410")


def test_a_public_document_is_sent_once(server):
    first = server.ask("GET", "/things/lamp")
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = server.ask("GET", "/things/lamp", If_None_Match=f'"other", W/{first.headers["ETag"]}')
    assert again.status == 304
    assert again.body == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert server.ask("GET", "/things/chair",
                      If_None_Match=first.headers["ETag"]).status == 200


def test_what_has_a_token_is_kept_by_nobody(server):
    for path in ("/secrets/abc", "/api/v1/secrets/abc", "/secrets/abc.ics"):
        answer = server.ask("GET", path)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_other_sites_may_read_public_json(server):
    answer = server.ask("GET", "/api/v1/things/lamp", Origin="https://landkreis.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in server.ask("GET", "/things/lamp").headers


def test_a_literal_ending_is_a_route_of_its_own(server):
    answer = server.ask("GET", "/secrets/abc.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.body == b"BEGIN:VCALENDAR\r\n"


# Forms


def test_form_and_json_body_are_the_same(server):
    sent = {"name": "Ä & b", "colours": ["red", "blue"]}
    form = server.ask("POST", "/api/v1/things/x/new", "name=%C3%84+%26+b&colours=red&colours=blue",
                      Content_Type="application/x-www-form-urlencoded")
    plain = server.ask("POST", "/api/v1/things/x/new", json.dumps(sent),
                       Content_Type="application/json; charset=utf-8")
    assert form.status == plain.status == 201
    assert json.loads(form.body) == json.loads(plain.body) == sent
    assert form.headers["Cache-Control"] == "no-store"


def test_after_a_post_a_browser_is_sent_on_in_its_language(server):
    answer = server.ask("POST", "/things/x/new?lang=en", "name=lamp")
    assert answer.status == 303
    assert answer.headers["Location"] == "/things/made?lang=en#top"
    assert server.ask("POST", "/things/x/new", "name=lamp").headers["Location"] == "/things/made#top"


def test_mistakes_come_back_with_the_form_and_all_values(server):
    answer = server.ask("POST", "/things/x/new?lang=de", "other=%22kept%22")
    body = answer.body.decode()
    assert answer.status == 422
    assert "<title>Fehler: </title>" in body
    assert "<p>name: Bitte ausfüllen.</p>" in body
    assert 'value="&quot;kept&quot;"' in body
    assert 'href="/things/x?lang=en"' in body


def test_mistakes_are_a_problem_in_json(server):
    answer = server.ask("POST", "/api/v1/things/x/new", "{}", Content_Type="application/json")
    problem = json.loads(answer.body)
    assert answer.status == problem["status"] == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["title"] == "Unprocessable Content"
    assert problem["errors"] == [{"field": "name", "code": "required"}]


def test_done_is_204_in_json_and_303_in_html(server):
    assert server.ask("DELETE", "/api/v1/things/x").status == 204
    assert server.ask("DELETE", "/things/x").status == 303


@pytest.mark.parametrize("body, kind, status, code", [
    ("{", "application/json", 400, "bad_json"),
    ("[]", "application/json", 400, "bad_json"),
    ('{"a": 1, "a": 2}', "application/json", 400, "bad_json"),
    (b'{"\xff": 1}', "application/json", 400, "bad_json"),
    ("name=%zz", "application/x-www-form-urlencoded", 400, "bad_form"),
    ("name=%ff", "application/x-www-form-urlencoded", 400, "bad_form"),
    ("&".join(f"f{i}=1" for i in range(1000)), "application/x-www-form-urlencoded", 400,
     "bad_form"),
    ("<a/>", "text/xml", 415, "unsupported_media_type"),
    ("name=" + "x" * 65536, "application/x-www-form-urlencoded", 413, "too_large"),
])
def test_a_body_that_is_none_is_a_problem(server, body, kind, status, code):
    answer = server.ask("POST", "/api/v1/things/x/new", body, Content_Type=kind)
    assert (answer.status, json.loads(answer.body)["code"]) == (status, code)


def test_pages_of_other_sites_cannot_send_our_forms(server):
    def post(**headers):
        return server.ask("POST", "/things/x/new", "name=lamp", **headers).status

    own = f"http://127.0.0.1:{server.port}"
    assert post(Origin="https://evil.example") == 403
    assert post(Origin="null") == 403
    assert post(Origin=own, Sec_Fetch_Site="cross-site") == 403
    assert post(Sec_Fetch_Site="same-site") == 403
    assert post(Origin=own) == 303
    assert post(Origin="null", Sec_Fetch_Site="same-origin") == 303
    assert post() == 303
    assert server.ask("GET", "/things/x", Sec_Fetch_Site="cross-site").status == 200


# Errors


def test_errors_are_pages_or_problems(server):
    page = server.ask("GET", "/nowhere")
    assert page.status == 404
    assert b"<title>Diese Seite gibt es nicht</title>" in page.body
    assert page.headers["Cache-Control"] == "no-store"
    problem = server.ask("GET", "/api/v1/nowhere")
    assert json.loads(problem.body) == {
        "status": 404, "title": "Not Found", "code": "not_found",
        "detail": "there is nothing here"}


def test_a_problem_can_have_a_page_of_its_own(server):
    assert b"<p>gone</p>" in server.ask("GET", "/gone").body
    problem = json.loads(server.ask("GET", "/api/v1/gone").body)
    assert (problem["code"], problem["name"]) == ("hold_ended", "gone")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "OPTIONS", "TRACE"])
def test_a_method_that_a_path_does_not_take_is_named(server, method):
    answer = server.ask(method, "/things/lamp")
    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, HEAD, DELETE"


def test_a_trailing_slash_leads_to_the_path_without(server):
    answer = server.ask("GET", "/things/lamp/?q=1")
    assert (answer.status, answer.headers["Location"]) == (308, "/things/lamp?q=1")
    answer = server.ask("POST", "/api/v1/things/lamp/new/", "name=a")
    assert (answer.status, answer.headers["Location"]) == (308, "/api/v1/things/lamp/new")
    for path in ("/nowhere/", "//evil.example/", "/things//", "/things/lamp//"):
        assert server.ask("GET", path).status in (400, 404), path


def test_a_template_that_is_missing_is_our_error(server):
    answer = server.ask("GET", "/broken")
    assert answer.status == 500
    assert b"internal" in answer.body


@pytest.mark.parametrize("path, status", [
    ("/things/%zz", 400),
    ("/things/%", 400),
    ("/things/%00", 400),
    ("/things/%ff", 400),
    ("/things/a%2fb", 400),
    ("/things/a?q=%f", 400),
    ("/things/\xe4", 400),
    ("/things/..%2f..%2fetc%2fpasswd", 400),
    ("/static/../locales/de.json", 404),
    ("/static/%2e%2e/locales/de.json", 404),
    ("/static/", 404),
    ("/static/manifest.json", 404),
    ("/things/" + "x" * 1100, 414),
])
def test_a_path_that_is_none_is_refused(server, path, status):
    answer = server.raw(b"GET " + path.encode("latin-1") +
                        b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert int(answer.split()[1]) == status


def test_what_is_not_http_is_refused(server):
    for request in (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"GET\r\n\r\n", b"BREW / HTTP/1.1\r\n\r\n",
                    b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                    b"POST /holds HTTP/1.1\r\nContent-Length: x\r\n\r\n"):
        answer = server.raw(request)
        assert not answer or answer.split()[1] in (b"400", b"404", b"501"), request
    assert server.ask("GET", "/things/lamp").status == 200


def test_headers_and_bodies_end_somewhere(server):
    answer = server.raw(b"GET / HTTP/1.1\r\nX: " + b"x" * 20000 + b"\r\n\r\n")
    assert not answer or answer.split()[1] in (b"400", b"413", b"431")
    answer = server.raw(b"POST /things/x/new HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
    assert answer.split()[1] == b"413"
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with server.connect() as sock:
        sock.sendall(b"POST /things/x/new HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(1000):
                sock.sendall(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass
        else:
            pytest.fail("64 MB were taken")
    assert server.ask("GET", "/things/lamp").status == 200


# Headers


def test_every_answer_has_the_security_headers(server):
    for path in ("/things/lamp", "/api/v1/things/lamp", "/nowhere", "/static/site-A1.css",
                 "/things/lamp/", "/broken"):
        headers = server.ask("GET", path).headers
        csp = headers["Content-Security-Policy"]
        assert csp.startswith("default-src 'none'; ") and "unsafe" not in csp
        assert csp.endswith("frame-ancestors 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "Server" not in headers
        assert "Strict-Transport-Security" not in headers


def test_a_public_https_address_is_used_and_insisted_on(start):
    server = start(public_url="https://termine.example",
                   frame_ancestors="https://landkreis.example")
    answer = server.ask("GET", "/api/v1/things/lamp", Host="evil.example")
    assert json.loads(answer.body)["origin"] == "https://termine.example"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert answer.headers["Content-Security-Policy"].endswith(
        "frame-ancestors https://landkreis.example")


def test_only_a_trusted_proxy_says_who_and_how(start):
    def origin(server):
        answer = server.ask("GET", "/api/v1/things/x", X_Forwarded_Proto="https", Host="a.example")
        return json.loads(answer.body)["origin"]

    def holds(server):
        return [server.ask("POST", "/api/v1/holds", X_Forwarded_For=f"203.0.113.{i}").status
                for i in range(4)]

    alone = start()
    assert origin(alone) == "http://a.example"
    assert holds(alone) == [201, 201, 429, 429]
    behind = start(trusted_proxies="10.0.0.0/8, 127.0.0.1")
    assert origin(behind) == "https://a.example"
    assert holds(behind) == [201] * 4


def test_too_many_says_when_to_come_again(server):
    answers = [server.ask("POST", "/holds") for _ in range(3)]
    assert answers[-1].status == 429
    assert answers[-1].headers["Retry-After"] == "30"
    assert b"in 30 Sekunden" in answers[-1].body


def test_a_host_that_is_none_reaches_no_link(server):
    answer = server.raw(b'GET /api/v1/things/x HTTP/1.1\r\nHost: a"><b\r\nConnection: close\r\n\r\n')
    assert b"http://localhost:" in answer


# Static files


def test_static_files_come_compressed_as_the_browser_likes(server):
    for accept, encoding, decode in (("gzip, deflate, br", "br", brotli.decompress),
                                     ("gzip;q=0.5, br;q=0", "gzip", gzip.decompress),
                                     ("identity", None, bytes)):
        answer = server.ask("GET", "/static/site-A1.css", Accept_Encoding=accept)
        assert answer.headers["Content-Encoding"] == encoding
        assert decode(answer.body) == STYLE
        assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
        again = server.ask("GET", "/static/site-A1.css", Accept_Encoding=accept,
                           If_None_Match=answer.headers["ETag"])
        assert again.status == 304
    assert server.ask("GET", "/static/plain-B2.svg", Accept_Encoding="br").body == b"<svg/>"
    head = server.ask("HEAD", "/static/site-A1.css")
    assert (head.body, head.headers["Content-Length"]) == (b"", str(len(STYLE)))


# Connections


@pytest.mark.parametrize("beginning, drip", [
    (b"", b"GET /things/lamp HTTP/1.1\r\nX-Slow: " + b"x" * 1000),
    (b"POST /things/x/new HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", b"x" * 999),
])
def test_who_sends_byte_by_byte_is_shown_the_door(start, beginning, drip):
    server = start(10, 1)
    with server.connect() as sock:
        sock.sendall(beginning)
        for byte in drip:
            if select.select([sock], [], [], 0.02)[0]:
                break
            sock.sendall(bytes([byte]))
        assert read_all(sock) == b""


def test_who_says_nothing_is_shown_the_door(start):
    server = start(10, 1)
    with server.connect() as silent, server.connect() as kept:
        kept.sendall(b"GET /gone HTTP/1.1\r\nHost: x\r\n\r\n")
        assert read_all(silent) == b""
        assert read_all(kept).startswith(b"HTTP/1.1 410")


def test_a_connection_carries_many_requests(server):
    conn = http.client.HTTPConnection(server.host, server.port, timeout=SECONDS)
    conn.connect()
    sock = conn.sock
    for i in range(100):
        conn.request("GET", f"/api/v1/things/n{i}")
        assert json.loads(conn.getresponse().read())["name"] == f"n{i}"
        assert conn.sock is sock
    conn.close()
    wanted = b"".join(b"GET /api/v1/things/p%d HTTP/1.1\r\nHost: x\r\n%s\r\n" %
                      (i, b"Connection: close\r\n" if i == 49 else b"") for i in range(50))
    answer = server.raw(wanted)
    assert answer.count(b"HTTP/1.1 200") == 50


def test_one_connection_too_many_gets_a_503(start):
    server = start(5)
    held = [server.connect() for _ in range(5)]
    for sock in held:
        sock.sendall(b"GET /things/lamp HTTP/1.1\r\n")
    answer = server.ask("GET", "/things/lamp")
    assert answer.status == 503
    assert answer.headers["Connection"] == "close"
    assert answer.headers["Retry-After"]
    held[0].sendall(b"Host: x\r\nConnection: close\r\n\r\n")
    assert read_all(held[0]).startswith(b"HTTP/1.1 200")
    assert server.ask("GET", "/things/lamp").status == 200
    for sock in held:
        sock.close()


def test_a_thousand_connections_are_served_and_let_go(start):
    server = start(1000)
    socks = [server.connect() for _ in range(1000)]
    for sock in socks:
        sock.sendall(b"GET /api/v1/things/lamp HTTP/1.1\r\nHost: x\r\n\r\n")
    assert all(sock.recv(4096).startswith(b"HTTP/1.1 200") for sock in socks)
    for sock in socks:
        sock.close()
    assert server.ask("GET", "/things/lamp").status == 200


def test_ipv6_and_ipv4_share_the_address_of_all(start):
    server = start(address="::")
    assert server.ask("GET", "/things/lamp").status == 200
    server.host = "127.0.0.1"
    assert server.ask("GET", "/things/lamp").status == 200


# The way out


def test_draining_waits_for_the_slowest_reader(start):
    server = start()
    with server.connect() as slow, server.connect() as idle:
        idle.sendall(b"GET /gone HTTP/1.1\r\nHost: x\r\n\r\n")
        assert idle.recv(65536).startswith(b"HTTP/1.1 410")
        slow.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        begin = slow.recv(1024)
        server.drain()
        assert read_all(idle) == b""
        with pytest.raises(ConnectionRefusedError):
            server.connect()
        assert server.process.poll() is None
        head, body = (begin + read_all(slow)).split(b"\r\n\r\n", 1)
        assert head.startswith(b"HTTP/1.1 200")
        assert len(body) == 8 << 20
    server.finish()


def test_draining_answers_the_request_that_is_arriving(start):
    server = start()
    with server.connect() as sock:
        sock.sendall(b"GET /things/lamp HTTP/1.1\r\n")
        server.ask("GET", "/things/lamp")  # by now the first line has been read
        server.drain()
        sock.sendall(b"Host: x\r\n\r\n")
        answer = read_all(sock)
        assert answer.startswith(b"HTTP/1.1 200")
        assert b"Connection: close" in answer
    server.finish()


def test_draining_does_not_wait_for_who_has_gone(start):
    server = start()
    for _ in range(5):
        sock = server.connect()
        sock.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        sock.recv(100)
        sock.close()
    server.drain()
    server.finish()
