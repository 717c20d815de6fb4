"""The real clients, each as one call: the keys that it gets for a profile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

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
