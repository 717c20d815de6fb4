"""The ``curl`` call: a verifier that recomputes the signature accepts it, and no argument of a process holds a key."""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import psutil
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from ssotui.export.formats.addresses import DELIMITER, NOTE
from ssotui.model.errors import UsageError
from tests.export.samples import outgoing, text
from tests.support.programs import need

KEY_ID, SECRET, TOKEN = "ASIAEXAMPLE", "s/E+c\"r\\e$t`'!", "IQoJb3JpZ2luX2VjE" + "aB/+" * 200 + "=="


class Verifier(ThreadingHTTPServer):
    """Answers 200 to a request that is signed with the sample's keys, else 403; notes what all arguments show."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.arguments: list[str] = []
        self.headers: list[dict[str, str]] = []

    def accepts(self, path: str, headers: dict[str, str]) -> bool:
        """As AWS does: sign what was signed, with the keys that the access key ID stands for, and compare."""
        fields = dict(
            part.split("=", 1) for part in headers["authorization"].removeprefix("AWS4-HMAC-SHA256 ").split(", ")
        )
        key_id, _, region, service, _ = fields["Credential"].split("/")
        assert (key_id, service) == (KEY_ID, "execute-api")
        signed = {name: headers[name] for name in fields["SignedHeaders"].split(";")}
        request: Any = AWSRequest("GET", f"http://{headers['host']}{path}", headers=signed)
        request.context["timestamp"] = headers["x-amz-date"]
        auth = Signer(Credentials(KEY_ID, SECRET), service, region)
        signature = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
        return bool(signature == fields["Signature"]) and headers.get("x-amz-security-token") == TOKEN


class Signer(SigV4Auth):
    """Signs exactly the headers that it is given."""

    def headers_to_sign(self, request: Any) -> Any:
        return request.headers


class Handler(BaseHTTPRequestHandler):
    server: Verifier

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.headers.append(headers)
        for process in psutil.process_iter():
            try:
                self.server.arguments.append(" ".join(process.cmdline()))
            except psutil.Error:
                continue
        ok = self.server.accepts(self.path, headers)
        self.send_response(200 if ok else 403)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok" if ok else b"no")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base class calls it
        """Be quiet."""


@pytest.fixture
def verifier() -> Iterator[Verifier]:
    with Verifier() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def call(shell: str, script: str, folder: Path) -> str:
    """What curl prints, where a shell reads the script from its standard input."""
    done = subprocess.run(
        [need(shell)],
        input=script.replace("curl ", "curl --silent --show-error ", 1),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "dash"])
def test_a_verifier_accepts_it_and_no_argument_shows_a_key(shell: str, verifier: Verifier, tmp_path: Path) -> None:
    need("curl")
    script = text("curl", outgoing(key_id=KEY_ID, secret=SECRET, token=TOKEN))
    url = "https://API_ID.execute-api.eu-west-1.amazonaws.com/STAGE/PATH"
    assert url in script
    here = script.replace(url, f"http://127.0.0.1:{verifier.server_port}/prod/pets")
    assert call(shell, here, tmp_path) == "ok"
    assert any("curl" in line and "execute-api" in line for line in verifier.arguments)
    assert not [line for line in verifier.arguments if SECRET in line or TOKEN in line or KEY_ID in line]
    (headers,) = verifier.headers
    assert "x-amz-security-token" in headers["authorization"]
    assert call(shell, here.replace("E+c", "E-c"), tmp_path) == "no"


@pytest.mark.parametrize(
    ("region", "host"),
    [
        (None, "us-east-1.amazonaws.com"),
        ("us-gov-west-1", "us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "cn-north-1.amazonaws.com.cn"),
        ("eusc-de-east-1", "eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_the_host_is_its_partitions(region: str | None, host: str) -> None:
    assert f".execute-api.{host}/" in text("curl", outgoing(region=region))


@pytest.mark.parametrize(
    "what",
    [
        outgoing(region="x' ; touch ran ; '"),
        outgoing(region="x:y"),
        outgoing(secret="a\nheader = b"),
        outgoing(secret="ä"),
        outgoing(token="a\r\nHost: b"),
        outgoing(key_id="a:b"),
    ],
    ids=repr,
)
def test_what_would_be_another_request_is_refused(what: Any) -> None:
    with pytest.raises(UsageError) as caught:
        text("curl", what)
    assert caught.value.hint


PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=40)


@given(PRINTABLE, PRINTABLE, st.sampled_from(["", DELIMITER, f'"\n{DELIMITER}\ntouch ran']))
def test_the_document_ends_where_it_should(secret: str, token: str, more: str) -> None:
    what = outgoing(secret=secret + more, token=token)
    if "\n" in more:
        with pytest.raises(UsageError):
            text("curl", what)
        return
    lines = text("curl", what).split("\n")
    assert [line for line in lines if line == DELIMITER] == [DELIMITER]
    assert lines[4:] == [DELIMITER, ""]


def test_curl_reads_any_value_back(verifier: Verifier, tmp_path: Path) -> None:
    """By basic authentication, curl shows what it made of its config."""
    secret = "".join(map(chr, range(0x20, 0x7F)))
    config = text("curl", outgoing(secret=secret, token=None)).split("\n", 1)[1].removesuffix(f"{DELIMITER}\n")
    verifier.accepts = lambda *_: True  # type: ignore[method-assign]
    url = f"http://127.0.0.1:{verifier.server_port}/"
    subprocess.run([need("curl"), "-sS", "--config", "-", url], input=config, text=True, check=True, cwd=tmp_path)
    (headers,) = verifier.headers
    assert base64.b64decode(headers["authorization"].removeprefix("Basic ")).decode() == f"ASIAEXAMPLE:{secret}"


def test_it_says_that_a_query_has_to_be_sorted() -> None:
    assert text("curl").splitlines()[1] == NOTE
