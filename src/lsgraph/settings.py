"""Every setting, once: its name with its unit, its type, its default and what it is for.

Command line goes over environment (`LSGRAPH_PORT=8080`), environment over `lsgraph.toml` (`[server]`), that over the default.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lsgraph.errors import SettingsError
from lsgraph.workspace import CONFIGURATION, is_installed

ENVIRONMENT_PREFIX = "LSGRAPH_"


class Settings(BaseModel):
    """What can be set; made by `load_settings` and passed on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="address the server listens on")
    port: int = Field(default=8000, ge=0, le=65535, description="port the server listens on; 0 takes a free one")
    workers: int = Field(default=2, ge=1, le=64, description="query processes kept warm for queries that are soon answered")
    long_workers: int = Field(default=6, ge=1, le=64, description="long queries that may run beside those, at low priority")
    query_timeout_s: float = Field(default=30.0, gt=0, description="seconds a query may run, parsing and planning included")
    query_memory_bytes: int = Field(default=1 << 30, ge=1 << 24, description="memory one query may take above the store")
    query_limit_bytes: int = Field(default=1_000_000, gt=0, description="longest query text taken")
    result_limit_bytes: int = Field(default=1_000_000_000, gt=0, description="most bytes one answer may have")
    result_limit_rows: int = Field(default=10_000_000, gt=0, description="most rows one table may have")
    memory_store_bytes: int = Field(
        default=100_000_000,
        ge=0,
        description="largest store on disk that is held in memory; a larger one is read from disk",
    )
    cache_bytes: int = Field(default=64_000_000, ge=0, description="memory for answers given before; 0 keeps none")
    queue_limit: int = Field(default=64, ge=0, description="queries that may wait for a worker before the next gets 503")
    watch_interval_s: float = Field(default=1.0, ge=0, description="seconds between looks at which release is active; 0 never")
    shutdown_grace_s: float = Field(default=10.0, ge=0, description="seconds that answers under way get at the end")
    request_timeout_s: float = Field(default=30.0, gt=0, description="seconds a request may take to arrive")
    request_head_limit_bytes: int = Field(default=65_536, ge=1024, description="longest head of a request, headers included")
    send_timeout_s: float = Field(default=60.0, gt=0, description="seconds a client may leave what is sent to it untaken")
    keep_alive_s: float = Field(default=15.0, ge=0, description="seconds a connection is kept open for another request")
    connection_limit: int = Field(default=1000, ge=1, description="connections open at a time before the next gets 503")
    forwarded_allow_ips: str = Field(
        default="127.0.0.1,::1",
        description="addresses or networks of proxies whose X-Forwarded-Proto and -For are believed, with commas between",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?/?$",
        description="where the public finds the server, such as `https://graph.example.org`; by default what the request says",
    )
    metrics: bool = Field(default=True, description="whether `/metrics` is served; a proxy must keep it from the public")
    log_format: Literal["text", "json"] = Field(default="text", description="format of the log on standard error")
    query_log: str = Field(
        default="off", min_length=1, description="file that takes a line for each query, `-` for standard output, or `off`"
    )
    query_log_text: bool = Field(default=False, description="whether it holds the queries themselves, or only their digests")
    older_releases: int = Field(
        default=2,
        ge=0,
        le=16,
        description="releases served no more that may be open at a time for permanent links; 0 opens none",
    )
    older_release_idle_s: float = Field(default=300.0, gt=0, description="seconds such a release stays open that nobody asks")
    documents_dir: Path | None = Field(
        default=None,
        description="folder of the documents' texts, `DOCUMENT.txt`: with it answers show the whole sentence of each statement",
    )
    report_address: str | None = Field(
        default=None,
        pattern=r"^(mailto:[^\s?&#<>\"]+@[^\s?&#<>\"]+|https://[^\s<>\"]+)$",
        description="where readers report what is wrong: `mailto:` and an address, or an `https` address in which `{title}` "
        "and `{body}` stand for the text of the report; without it no link is shown",
    )
    releases_dir: Path | None = Field(
        default=None,
        description="folder of releases; by default `releases` in the workspace, or in the user's data folder when "
        "LSGraph is installed as a package",
    )

    def releases(self, workspace_root: Path) -> Path:
        """Return the folder of releases for the workspace at `workspace_root`."""
        if self.releases_dir is not None:
            return self.releases_dir
        if is_installed(workspace_root):
            return user_data_path("lsgraph") / "releases"
        return workspace_root / "releases"


def load_settings(workspace_root: Path, **command_line: object) -> Settings:
    """Read the settings that hold for a workspace.

    Args:
        workspace_root: where `lsgraph.toml` is looked for.
        command_line: what was said on the command line; None means it was not said.

    Raises:
        SettingsError: a value that cannot be used, or a name that is not a setting.
    """
    said = {name: value for name, value in command_line.items() if value is not None}
    try:
        return Settings.model_validate({**_from_file(workspace_root / CONFIGURATION), **_from_environment(), **said})
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(f"Setting {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None


def _from_file(path: Path) -> dict[str, Any]:
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text("utf-8")).get("server", {})
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from None
    return table


def _from_environment() -> dict[str, str]:
    names = {name: f"{ENVIRONMENT_PREFIX}{name.upper()}" for name in Settings.model_fields}
    return {name: os.environ[variable] for name, variable in names.items() if variable in os.environ}
