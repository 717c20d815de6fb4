"""Which flow ``auto`` takes, and the browser that is opened for it."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from urllib.parse import quote

import pytest

from ssotui.actions.browser.launch import PageNames, _commands, open_browser
from ssotui.actions.sign_in import flow_choice
from ssotui.actions.sign_in.flow_choice import Surroundings, choose
from ssotui.aws.services.urls import quoted
from ssotui.model.sign_in import Choice, Flow
from ssotui.model.token import SsoSession
from ssotui.storage import state
from ssotui.storage.settings import settings_file
from tests.support.home import Home
from tests.support.sign_in import ACME_SESSION, DESKTOP, OVER_SSH

LEGACY = SsoSession(None, "https://legacy.awsapps.com/start", "us-west-2")
URL = "https://oidc.us-east-1.amazonaws.com/authorize?a=1&b=%2F"


def linux(*files: str, **environ: str) -> Surroundings:
    return Surroundings(environ, "linux", lambda path: path in files)


@pytest.mark.parametrize(
    ("where", "flow", "reason", "browser"),
    [
        (DESKTOP, Flow.PKCE, "a browser on this machine", True),
        (linux(WAYLAND_DISPLAY="wayland-0"), Flow.PKCE, "a browser on this machine", True),
        (Surroundings({}, "darwin", lambda _: False), Flow.PKCE, "a browser on this machine", True),
        (Surroundings({}, "win32", lambda _: False), Flow.PKCE, "a browser on this machine", True),
        (linux(BROWSER="firefox"), Flow.PKCE, "a browser on this machine", True),
        (linux(), Flow.DEVICE, "no desktop here", False),
        (OVER_SSH, Flow.DEVICE, "over SSH", False),
        (linux(SSH_CONNECTION="1", DISPLAY=":10"), Flow.DEVICE, "over SSH", False),
        (linux(SSH_CONNECTION="1", BROWSER="code-open"), Flow.DEVICE, "over SSH", True),
        (linux("/.dockerenv", DISPLAY=":0"), Flow.DEVICE, "in a container", False),
        (linux("/run/.containerenv", DISPLAY=":0"), Flow.DEVICE, "in a container", False),
        (linux(container="podman"), Flow.DEVICE, "in a container", False),
        (linux(KUBERNETES_SERVICE_HOST="10.0.0.1"), Flow.DEVICE, "in a container", False),
        (linux(CI="true", DISPLAY=":0"), Flow.DEVICE, "in CI", False),
        (linux(WSL_DISTRO_NAME="Debian", DISPLAY=":0"), Flow.DEVICE, "in WSL", False),
        (linux(WSL_DISTRO_NAME="Debian", BROWSER="wslview"), Flow.PKCE, "a browser on this machine", True),
    ],
)
def test_auto_goes_by_the_environment_and_says_why(where: Surroundings, flow: Flow, reason: str, browser: bool) -> None:
    assert choose(ACME_SESSION, None, where) == Choice(flow, reason, browser)


def test_a_legacy_start_url_takes_a_code() -> None:
    assert choose(LEGACY, None, DESKTOP) == Choice(Flow.DEVICE, "a start URL without an sso-session", browser=True)


def test_what_is_asked_for_wins() -> None:
    state.edit(lambda kept: kept.set_flow(ACME_SESSION, "device"))
    assert choose(ACME_SESSION, Flow.PKCE, OVER_SSH) == Choice(Flow.PKCE, "as asked for", browser=False, explicit=True)


def test_what_was_chosen_the_last_time_comes_next() -> None:
    state.edit(lambda kept: kept.set_flow(ACME_SESSION, "device"))
    assert choose(ACME_SESSION, None, DESKTOP) == Choice(Flow.DEVICE, "as chosen the last time", browser=True)
    assert choose(ACME_SESSION._replace(name="other"), None, DESKTOP).flow is Flow.PKCE
    flow_choice.keep(ACME_SESSION, None)
    assert choose(ACME_SESSION, None, DESKTOP).flow is Flow.PKCE


def test_the_settings_come_after_that_and_say_so(home: Home) -> None:
    home.write(settings_file(), 'login_flow = "device"\n')
    assert choose(ACME_SESSION, None, DESKTOP) == Choice(Flow.DEVICE, "as the settings say", browser=True)
    assert choose(ACME_SESSION, None, DESKTOP, by_environment=True).flow is Flow.PKCE
    flow_choice.keep(ACME_SESSION, Flow.PKCE)
    assert choose(ACME_SESSION, None, DESKTOP).reason == "as chosen the last time"
    assert choose(ACME_SESSION, Flow.DEVICE, DESKTOP).reason == "as asked for"


def test_a_browser_of_the_settings_is_one_wherever_we_are(home: Home, tmp_path: Path) -> None:
    home.write(settings_file(), 'browser = "cat %s"\n')
    assert choose(ACME_SESSION, None, linux()) == Choice(Flow.PKCE, "a browser on this machine", browser=True)
    assert choose(ACME_SESSION, None, OVER_SSH) == Choice(Flow.DEVICE, "over SSH", browser=True)
    lines = Lines()
    open_browser(str(tmp_path / "nowhere"), lines, where=linux(BROWSER="true"))
    assert lines.wait() == ["No browser was opened: cat failed with 1."]


def test_a_choice_keeps_the_rest_of_the_state(home: Home) -> None:
    path = home.write(state.state_file(), '{"accounts": {"acme": {}}, "flows": {"corp": "pkce"}}')
    flow_choice.keep(ACME_SESSION, Flow.DEVICE)
    text = path.read_text()
    assert '"corp":"pkce"' in text
    assert '"accounts"' in text
    assert state.load().flow(ACME_SESSION) == "device"


@pytest.mark.parametrize("content", ["[]", '{"flows": []}', '{"flows": {"acme": 3}}', '{"flows": {"acme": "no"}}', "{"])
def test_a_damaged_state_is_no_choice(home: Home, content: str) -> None:
    home.write(state.state_file(), content)
    assert choose(ACME_SESSION, None, DESKTOP).flow is Flow.PKCE


@pytest.mark.parametrize(
    ("command", "where", "commands"),
    [
        ("firefox -P work --private-window %s", DESKTOP, [["firefox", "-P", "work", "--private-window", URL]]),
        ("open -na 'Google Chrome' --args --url=%s", DESKTOP,
         [["open", "-na", "Google Chrome", "--args", f"--url={URL}"]]),
        ("lone", DESKTOP, [["lone", URL]]),
        ("unbalanced '", DESKTOP, []),
        (None, linux(BROWSER="first %s:second", DISPLAY=":0"), [["first", URL], ["second", URL]]),
        (None, Surroundings({}, "darwin", lambda _: False), [["open", URL]]),
        (None, linux(), []),
        (None, linux(WSL_INTEROP="/run/x"), [["wslview", URL]]),
    ],
)  # fmt: skip
def test_what_is_run(command: str | None, where: Surroundings, commands: list[list[str]]) -> None:
    assert list(_commands(URL, command, where)) == commands


PROD = PageNames("pay/prod", "Payments & Co $(id)", "--Admin", "PROD", "red")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("firefox --private-window {url}", ["firefox", "--private-window", URL]),
        ("chrome --profile-directory={account}", ["chrome", "--profile-directory=Payments - Co --id-", URL]),
        ("x {role} {profile} {label}", ["x", "Admin", "pay-prod", "PROD", URL]),
        (
            "firefox 'ext+container:name={profile}&color={colour}&url={url}'",
            ["firefox", f"ext+container:name=pay%2Fprod&color=red&url={quote(URL, safe='')}"],
        ),
        ("edge microsoft-edge:%s", ["edge", f"microsoft-edge:{URL}"]),
    ],
)
def test_names_stay_within_their_words(command: str, words: list[str]) -> None:
    assert list(_commands(URL, command, DESKTOP, PROD)) == [words]


def test_a_container_has_a_colour_of_firefox_or_none() -> None:
    command = "firefox 'ext+container:name={profile}&color={colour}&url={url}'"
    ((_, address),) = _commands(URL, command, DESKTOP, PROD._replace(colour="#ff0000"))
    assert "&color=&url=" in address
    ((_, address),) = _commands(URL, command, DESKTOP)
    assert address.startswith("ext+container:name=sign-in&color=&url=")


class Lines:
    """What was said, and a way to wait for it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._said = threading.Event()

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        self._said.set()

    def wait(self) -> list[str]:
        assert self._said.wait(20)
        return self.lines


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("/nowhere/browser %s", "No browser was opened: /nowhere/browser cannot be run."),
        ("false %s", "No browser was opened: false failed with 1."),
        ("'", "No browser was opened: none was found."),
    ],
)
def test_a_browser_that_does_not_open_is_a_line(command: str, line: str) -> None:
    lines = Lines()
    open_browser(URL, lines, command=command)
    assert lines.wait() == [line]


def test_no_address_is_a_command_of_the_shell_that_somebody_put_in(tmp_path: Path) -> None:
    lines, made = Lines(), tmp_path / "made"
    command = f"sh -c 'echo %s > {tmp_path / 'opened'}; false'"
    open_browser(f"https://x/;>{made};$(>{made})", lines, command=command)
    assert lines.wait() == ["No browser was opened: sh failed with 1."]
    assert not made.exists()
    assert (tmp_path / "opened").read_text().startswith("https://x/%3B%3E")


def test_the_next_one_is_tried() -> None:
    lines = Lines()
    open_browser(URL, lines, where=linux(BROWSER="/nowhere/browser:false"))
    assert lines.wait() == ["No browser was opened: false failed with 1."]


def test_the_address_is_one_argument_and_nothing_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "browser.py"
    script.write_text(
        "import pathlib, sys\nprint('noise')\npathlib.Path(sys.argv[1]).write_text(repr(sys.argv[2:]))\nsys.exit(3)\n"
    )
    lines = Lines()
    odd = "https://x.example/?a=1&b=$(touch pwned);'\"#x"
    open_browser(odd, lines, command=f"{sys.executable} {script} {tmp_path / 'seen'} %s")
    lines.wait()
    assert (tmp_path / "seen").read_text() == repr([quoted(odd)])
    assert capfd.readouterr() == ("", "")
