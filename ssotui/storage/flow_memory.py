"""The sign-in flow that a person last chose for each session."""

from __future__ import annotations

from ssotui.model.token import SsoSession
from ssotui.storage import state


def recall_flow(session: SsoSession) -> str | None:
    """The sign-in flow that a person last chose for the session, if any."""
    flow = state.section(state.load(), "flows").get(session.label)
    return flow if isinstance(flow, str) else None


def remember_flow(session: SsoSession, flow: str | None) -> None:
    """Remember the flow that a person chose for the session; ``None`` to choose by the environment again.

    Raises:
        UnusableFile: the state file cannot be written.
    """

    def put(remembered: state.State) -> None:
        flows = state.section(remembered, "flows")
        if flow:
            flows[session.label] = flow
        else:
            flows.pop(session.label, None)

    if recall_flow(session) != flow:
        state.edit(put)
