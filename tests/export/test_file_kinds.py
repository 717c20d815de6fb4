from __future__ import annotations

from pathlib import Path

import pytest

from ssotui.export.file_kinds import CREDENTIALS, FILE_KINDS, kind_of, names_told
from ssotui.export.formats import FORMATS
from tests.export.samples import outgoing

NAMES = {
    "dotenv": (".env", ".env.local", "prod.env", ".env.sh"),
    "json": ("x.json",),
    "env": (".envrc", ".envrc.local", "prod.envrc", "keys.sh"),
    "fish": ("keys.fish",),
    "ini": ("keys", "envrc", "credentials"),
}


@pytest.mark.parametrize("kind", FILE_KINDS, ids=lambda kind: kind.format)
def test_each_kind_has_a_format_names_a_writer_and_a_word_of_help(kind: object) -> None:
    assert isinstance(kind, type(CREDENTIALS))
    assert kind.format in FORMATS
    assert all(kind_of(Path("folder", name)) is kind for name in NAMES[kind.format])
    assert f"({kind.format})" in names_told()
    assert kind_of(None) is CREDENTIALS
    if not kind.writer:
        assert kind is CREDENTIALS
        return
    writer = kind.writer()
    written = writer.put(b"", outgoing(), overwrite=False)
    assert b"sEcReT/+" in written
    assert writer.put(written, outgoing(), overwrite=False) == written
    if writer.seal:
        digest = writer.seal.digest_of(outgoing())
        assert writer.seal.untouched_until(written, digest) == outgoing().keys.expires_at
        assert writer.seal.untouched_until(written.replace(b"sEcReT", b"other"), digest) is None
