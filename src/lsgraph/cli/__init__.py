"""The commands: `lsgraph check`, `publish`, `load`, `serve`, `releases`, `locate`."""

from lsgraph.cli.app import app


def main() -> None:
    """Run the command that was typed."""
    app(prog_name="lsgraph")


__all__ = ["app", "main"]
