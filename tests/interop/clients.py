"""The real clients, each as one call: the keys that it gets for a profile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from tests.interop import programs
from tests.support.programs import need, need_node_modules
from tests.support.tls_proxy import TlsProxy

SECONDS = 120


class Refused(AssertionError):
    """The client gave no keys; the text is what it said."""


class Client(Protocol):
    """One of them; the name says which."""

    name: str

    def keys(self, profile: str) -> Mapping[str, Any]:
        """``AccessKeyId``, ``SecretAccessKey``, ``SessionToken`` as it gets them for the profile."""


class Program:
    """A program of ours on one of AWS's SDKs: it prints the keys of the profile that it is given."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._command = command

    def keys(self, profile: str) -> Mapping[str, Any]:
        """What the SDK resolves."""
        return _json([*self._command, profile], {})


class AwsCli1:
    """PyPI's ``awscli``, from the environment that runs the tests. It exports keys by signing a call with them."""

    name = "awscli 1"

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def keys(self, profile: str) -> Mapping[str, Any]:
        """What its botocore resolves: ``aws`` of version 1 cannot print it, so its own session is asked."""
        script = (
            "import argparse, json, sys; from awscli.clidriver import create_clidriver;"
            "session = create_clidriver().session; session.set_config_variable('profile', sys.argv[1]);"
            # What every command begins with, and what gives an assumed role its cache.
            "session.emit('session-initialized', session=session, parsed_args=argparse.Namespace(command='sts'));"
            "keys = session.get_credentials().get_frozen_credentials();"
            "print(json.dumps({'AccessKeyId': keys.access_key, 'SecretAccessKey': keys.secret_key,"
            " 'SessionToken': keys.token}))"
        )
        return _json([sys.executable, "-c", script, profile], self._environment)


class AwsCli2:
    """Debian's ``awscli``, which is version 2. It knows AWS's own hosts only, so it goes through the proxy."""

    name = "awscli 2"

    def __init__(self, proxy: TlsProxy) -> None:
        self._command = need("/usr/bin/aws")
        self._environment = proxy.environment()

    def keys(self, profile: str) -> Mapping[str, Any]:
        """What ``aws configure export-credentials`` prints."""
        return _json([self._command, "configure", "export-credentials", "--profile", profile], self._environment)

    def run(self, *args: str) -> str:
        """Run any of its commands; its stdout."""
        return _run([self._command, *args], self._environment)


class JavaScript:
    """The AWS SDK for JavaScript v3, from the npm registry."""

    name = "JavaScript"

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._modules = need_node_modules("@aws-sdk/credential-providers")
        self._environment = environment

    def keys(self, profile: str) -> Mapping[str, Any]:
        """What ``fromIni`` resolves."""
        script = (
            "const {fromIni} = require(process.argv[1] + '/@aws-sdk/credential-providers');"
            "fromIni({profile: process.argv[2]})().then(k => console.log(JSON.stringify({AccessKeyId: k.accessKeyId,"
            " SecretAccessKey: k.secretAccessKey, SessionToken: k.sessionToken})),"
            " e => {console.error(String(e)); process.exit(1)})"
        )
        return _json([need("node"), "-e", script, str(self._modules), profile], self._environment)


class Asker(Protocol):
    """A client that lives on, and is asked for keys by its default chain again and again."""

    def ask(self) -> Mapping[str, Any]:
        """The keys, as of a :class:`Client`, or ``Error`` with what it says."""

    def close(self) -> None:
        """End it."""


class Lasting:
    """A program that prints what it gets, or why it gets nothing, for each line that it reads."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            env={**os.environ, "AWS_EC2_METADATA_DISABLED": "true", **environment},
            cwd=Path.home(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ask(self) -> Mapping[str, Any]:
        """Have it ask once."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, self._process.communicate()
        content: Mapping[str, Any] = json.loads(line)
        return content

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


class OneByOne:
    """The AWS CLI v2, which is run anew each time."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._command = [need("/usr/bin/aws"), "configure", "export-credentials"]
        self._environment = environment

    def ask(self) -> Mapping[str, Any]:
        """Run it once."""
        try:
            return _json(self._command, self._environment)
        except Refused as error:
            return {"Error": str(error)}

    def close(self) -> None:
        """Nothing of it runs."""


BOTOCORE = """
import botocore.session, json, sys
session = botocore.session.Session()
keys = None
for line in sys.stdin:
    try:
        keys = keys or session.get_credentials()
        found = keys.get_frozen_credentials()
        print(json.dumps({"AccessKeyId": found.access_key, "SecretAccessKey": found.secret_key,
                          "SessionToken": found.token}), flush=True)
    except Exception as error:
        print(json.dumps({"Error": str(error)}), flush=True)
"""
NODE = """
const {fromNodeProviderChain} = require(process.argv[1] + '/@aws-sdk/credential-providers');
const provider = fromNodeProviderChain();
require('readline').createInterface({input: process.stdin}).on('line', () => provider().then(
    k => console.log(JSON.stringify({AccessKeyId: k.accessKeyId, SecretAccessKey: k.secretAccessKey,
                                     SessionToken: k.sessionToken})),
    e => console.log(JSON.stringify({Error: String(e)}))));
"""


def asker(name: str, environment: Mapping[str, str]) -> Asker:
    """Start the client of that name with these variables."""
    match name:
        case "botocore":
            return Lasting([sys.executable, "-c", BOTOCORE], environment)
        case "awscli 2":
            return OneByOne(environment)
        case "JavaScript":
            modules = need_node_modules("@aws-sdk/credential-providers")
            return Lasting([need("node"), "-e", NODE, str(modules)], environment)
        case "Go":
            return Lasting(programs.go(), environment)
        case "Java":
            return Lasting(programs.java(), environment)
        case _:
            return Lasting(programs.rust(), environment)


def _json(command: Sequence[str], environment: Mapping[str, str]) -> Mapping[str, Any]:
    content: Mapping[str, Any] = json.loads(_run(command, environment))
    return content


def _run(command: Sequence[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        env={**os.environ, "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "", **environment},
        cwd=Path.home(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    if done.returncode:
        raise Refused(done.stderr or done.stdout)
    return done.stdout
