"""Build hook: puts the one run-time library and the JSON Schemas inside the wheel.

``[build-system].requires`` pins it and the build front end installs it, so this hook only
finds the installed files and names their place in the wheel: no network, no pip, and
nothing third-party in the repository. This file itself is not shipped in the wheel.
"""

from __future__ import annotations

from importlib.metadata import distribution
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = "orchestrator/_vendor"
SCHEMAS = {"schemas": "orchestrator/schemas"}
# library -> the version we ship and the files we need of it (its licence always comes too)
BUNDLED = {
    "transitions": ("0.9.3", ("transitions/__init__.py", "transitions/core.py", "transitions/version.py")),
    "six": ("1.17.0", ("six.py",)),
}


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]  # its parameter names a plugin config we have none of
    """Adds what is bundled to a wheel, or the pins to an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling once per target, before it collects files."""
        if self.target_name != "wheel":  # an sdist is built into a wheel later, by the same hook
            return
        if version == "editable":
            build_data["dependencies"] += [f"{name}=={pin}" for name, (pin, _) in BUNDLED.items()]
            return
        build_data["force_include"].update(SCHEMAS)
        for name, (pin, modules) in BUNDLED.items():
            build_data["force_include"].update(_shipped(name, pin, modules))


def _shipped(name: str, pin: str, modules: tuple[str, ...]) -> dict[str, str]:
    """Installed file -> place in the wheel, for one library."""
    installed = distribution(name)
    if installed.version != pin:
        raise RuntimeError(f"{name} {installed.version} is installed; this wheel ships {pin}")
    files = {file.as_posix(): str(file.locate()) for file in installed.files or ()}
    licence = next(path for path in files if path.endswith("/LICENSE"))
    return {files[licence]: f"{VENDOR}/{name}.LICENSE"} | {files[m]: f"{VENDOR}/{m}" for m in modules}
