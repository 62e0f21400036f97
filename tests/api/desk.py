"""Staff at their desks: accounts of the tests' county, signed in."""

import uuid

from server import run
from test_sign_in import PASSWORD, Browser, set_up


def sign_in(county, role, office=None, person=None):
    """A browser in which a new account of that role is signed in."""
    email = f"{uuid.uuid4().hex[:12]}@kreis.example"
    arguments = ["account", "add", email, "--name", "Kim Beispiel", "--role", role]
    arguments += ["--office", office] if office else []
    arguments += ["--person", person] if person else []
    code, out, error = run(*arguments, f"--database={county.conninfo}")
    assert code == 0, error
    browser = Browser(county.server.url)
    link = f"/staff/links/{out.strip().rsplit('/', 1)[1]}"
    assert browser.call("POST", link, {"password": PASSWORD})[0] == 204
    assert browser.sign_in(email)[0] == 200
    if role in ("office_manager", "administrator"):
        set_up(browser)
    return browser
