"""Our folders are those of platformdirs, whichever way they are found."""

from __future__ import annotations

import platformdirs
import pytest

from ssotui.storage import folders


@pytest.mark.parametrize("moved", [None, "/elsewhere", "", "  ", "relative"])
def test_they_are_where_platformdirs_says(monkeypatch: pytest.MonkeyPatch, moved: str | None) -> None:
    for variable in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        if moved is None:
            monkeypatch.delenv(variable)
        else:
            monkeypatch.setenv(variable, moved)
    assert folders.state_folder() == platformdirs.user_state_path("ssotui", appauthor=False)
    assert folders.settings_path() == str(platformdirs.user_config_path("ssotui", appauthor=False) / "config.toml")
