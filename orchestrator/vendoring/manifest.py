"""The list that a copy carries of itself. Pure; the same files always give the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256

from orchestrator.model.vendoring import Manifest
from orchestrator.text import read_json

PACKAGE = "orchestrator"
LAUNCHER = "orchestrate.py"
NAME = "vendored.json"
PATH = f"{PACKAGE}/{NAME}"
FORMAT = 1  # grows when an older program could no longer read it

_PATH = re.compile(rf"{re.escape(LAUNCHER)}|{PACKAGE}(/(?!\.\.?/|\.\.?\Z)[^/\x00]+)+")
_DIGEST = re.compile("[0-9a-f]{64}")


def digest(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return sha256(content).hexdigest()


def manifest_of(version: str, files: Mapping[str, bytes]) -> Manifest:
    """The manifest of a copy that consists of these files: path -> content."""
    return Manifest(version, {path: digest(files[path]) for path in sorted(files)})


def written(manifest: Manifest) -> bytes:
    """The manifest as a file (schemas/vendored.schema.json)."""
    data = {"format": FORMAT, "version": manifest.version, "files": dict(manifest.files)}
    return (json.dumps(data, indent=2) + "\n").encode()


def read(content: bytes) -> Manifest:
    """The manifest in a file.

    Raises:
        ValueError: it is none, or of a format that a newer program wrote; the message says which.
    """
    try:
        data = read_json(content)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is no JSON") from error
    if not isinstance(data, dict) or not isinstance(data.get("format"), int):
        raise ValueError("it has no format")
    if data["format"] != FORMAT:
        raise ValueError(f"its format is {data['format']}, this program knows {FORMAT}")
    version, files = data.get("version"), data.get("files")
    if not isinstance(version, str) or not version or not isinstance(files, dict):
        raise ValueError("version or files are missing")
    for path, sum_ in files.items():
        if not _PATH.fullmatch(path) or path == PATH:
            raise ValueError(f"{path!r} cannot be a file of a copy")
        if not isinstance(sum_, str) or not _DIGEST.fullmatch(sum_):
            raise ValueError(f"{path!r} has no SHA-256")
    return Manifest(version, files)
