"""Keeps botocore's data small: of the endpoints of 400 services it reads only those of the few that ssotui asks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.session import Session

ENDPOINTS = "endpoints"
"""The name, without its ending, of botocore's file of endpoints: by partition and service, 1.2 MB of it."""

OURS = frozenset({"oidc", "portal.sso", "sts"})
"""The names in that file of the services that are asked."""

_SERVICES = re.compile(r'"services"\s*:\s*\{')
_NAME = re.compile(r'\s*,?\s*"([^"\\]*)"\s*:\s*')


def keep_only_ours(session: Session) -> None:
    """Have the session read no endpoints but those of our services: all of them would take 7 MB."""
    from botocore.loaders import JSONFileLoader, Loader, create_loader

    class OurEndpoints(JSONFileLoader):
        """Reads a file as botocore does, but the one of the endpoints without what nobody needs."""

        def load_file(self, file_path: str) -> Any:
            path = Path(f"{file_path}.json")
            if path.stem != ENDPOINTS or not path.is_file():
                return super().load_file(file_path)
            return json.loads(without_others(path.read_text(encoding="utf-8")))

    def loader() -> Loader:
        made = create_loader(session.get_config_variable("data_path"))
        made.file_loader = OurEndpoints()
        return made

    session.lazy_register_component("data_loader", loader)


def without_others(text: str) -> str:
    """Cut the other services out of the file's text: parsed as a whole, it would keep its memory for good."""
    decoder = json.JSONDecoder()
    kept, end = [], 0
    for services in _SERVICES.finditer(text):
        kept.append(text[end : services.end()])
        end, ours = services.end(), []
        while name := _NAME.match(text, end):
            end = decoder.raw_decode(text, name.end())[1]
            if name[1] in OURS:
                ours.append(text[name.start(1) - 1 : end])
        kept.append(",".join(ours))
    return "".join((*kept, text[end:]))
