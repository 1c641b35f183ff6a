"""Has Whoosh unpickle only what an index of ours names.

Whoosh keeps its table of contents, its list of files and its blocks of postings as pickles, and a pickle may name any
function to be called while it is read. Here every reading of one inside Whoosh is held to a list of names.
"""

from __future__ import annotations

import io
import pickle
import sys
from collections.abc import Collection
from types import ModuleType
from typing import IO, Any

from indexer.errors import IndexDamaged


def let_whoosh_unpickle_only(allowed: Collection[str]) -> None:
    """From now on whatever part of Whoosh is loaded reads pickles that name nothing but `allowed`, "module name" each.

    A reading of another raises IndexDamaged. Writing is as it was. May be called again when more parts are loaded.
    """
    guarded = _guarded(frozenset(allowed))
    for name, module in list(sys.modules.items()):
        if module is not None and (name == "whoosh" or name.startswith("whoosh.")):
            for attribute, value in list(vars(module).items()):
                if (replacement := _replacement(value, guarded)) is not None:
                    setattr(module, attribute, replacement)


def _guarded(allowed: frozenset[str]) -> ModuleType:
    """The module `pickle` with the two functions that read exchanged."""

    class Unpickler(pickle.Unpickler):
        def find_class(self, module_name: str, global_name: str) -> Any:
            if (module_name, global_name) == ("_codecs", "encode"):
                return _encode
            if f"{module_name} {global_name}" not in allowed:
                raise IndexDamaged(
                    f"A file of the keyword index would run {module_name} {global_name} when it is read, which no "
                    "index built here does.",
                    hint="Find out who wrote it. Build the index again with `precedent index`.",
                )
            return super().find_class(module_name, global_name)

    def load(stream: IO[bytes], **options: Any) -> Any:
        return Unpickler(stream, **options).load()

    def loads(data: bytes, **options: Any) -> Any:
        return Unpickler(io.BytesIO(data), **options).load()

    module = ModuleType("pickle")
    vars(module).update({name: value for name, value in vars(pickle).items() if not name.startswith("__")})
    vars(module).update(load=load, loads=loads, Unpickler=Unpickler, guarded=True)
    return module


def _encode(text: str, codec: str) -> bytes:
    """How pickles of old protocols write bytes; any other codec might unpack without end."""
    if codec != "latin1":
        raise IndexDamaged("A file of the keyword index is not a pickle that Whoosh wrote.")
    return text.encode("latin-1")


def _replacement(value: object, guarded: ModuleType) -> Any:
    """What takes the place of a name of a module of Whoosh's; None where it is nothing that reads pickles."""
    if isinstance(value, ModuleType):
        return guarded if value is pickle else None
    if value is pickle.load:
        return vars(guarded)["load"]
    if value is pickle.loads:
        return vars(guarded)["loads"]
    return vars(guarded)["Unpickler"] if value is pickle.Unpickler else None
