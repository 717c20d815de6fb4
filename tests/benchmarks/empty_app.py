"""What a start is measured against: a Textual app with a Header, a DataTable of one column and a Footer."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class EmptyApp(App[None]):
    """Draws its first frame and waits."""

    TITLE = "empty"
    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012 - as Textual documents it

    def compose(self) -> ComposeResult:
        """The three widgets."""
        yield Header()
        yield DataTable()
        yield Footer()

    def on_mount(self) -> None:
        """The table's one column."""
        self.query_one(DataTable).add_column("PROFILE")


if __name__ == "__main__":
    EmptyApp().run()
