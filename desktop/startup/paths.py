"""Where Stet finds its resources and keeps its files, from source, installed, or bundled."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_NAME = "stet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Folders of this computer; nothing is created by naming them."""

    resources: Path
    config: Path
    library: Path
    logs: Path

    @property
    def settings(self) -> Path:
        return self.config / "settings.json"

    @property
    def extra_models(self) -> Path:
        """A table of models that the user may add to the built-in one."""
        return self.config / "models.json"


def standard_paths() -> Paths:
    """The folders that this operating system wants used."""
    return Paths(
        resources=find_resources(),
        config=platformdirs.user_config_path(_NAME, appauthor=False),
        library=platformdirs.user_data_path(_NAME, appauthor=False) / "library",
        logs=platformdirs.user_log_path(_NAME, appauthor=False),
    )


def find_resources() -> Path:
    """Beside the package in a source tree, inside it when installed, in the bundle when frozen."""
    package = Path(__file__).resolve().parent.parent
    bundle = getattr(sys, "_MEIPASS", None)
    candidates = [package / "resources", package.parent / "resources"]
    if bundle is not None:
        candidates.insert(0, Path(bundle) / "resources")
    for folder in candidates:
        if (folder / "models.json").is_file():
            return folder
    raise FileNotFoundError(f"Stet's resources are missing; looked in {candidates}.")
