"""The two collections of an archive on Milvus, and the client that reads and writes them.

    NAME         a row a paragraph: what is searched, filtered and quoted
    NAME_files   files in parts: the bodies of reports, and the sidecar of each publication

Only what every edition understands is used: the embedded file of the Lite editions, a server, a cluster. Every call has
a timeout, since the client repeats a call that cannot succeed for minutes.
"""

from __future__ import annotations

import json
import logging
import os
import re
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import numpy as np

from indexer.errors import QueryRefused, StoreUnreachable
from search_app.store.interface import Ids, RankedList

TOKEN_VARIABLE = "PRECEDENT_MILVUS_TOKEN"
"""The environment variable that holds the token, or USER:PASSWORD: a secret has no place in an address."""

MOST_RESULTS = 16_384
"""So many rows Milvus returns to one question at most."""

TEXT_LIMIT_BYTES = 65_535
"""What a field of text holds at most."""

ARRAY_LIMIT = 4_096
"""What a field of several values holds at most."""

_TIMEOUT_SECONDS = 60.0
_DEFAULT_NAME = "precedent"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,200}")
_PART_BYTES = 48_000
"""Of a file: in base64 it then fits a field of text."""

_THEMES_LIMIT = 64
_EXAMPLES = "Write milvus+file:PATH.db or milvus+http://HOST:PORT/NAME."
_EMPTY_ANSWER = "Unsupported data type: 0"
"""What the client of 2.5 raises where a question has no row for an answer."""

_Result = TypeVar("_Result")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Address:
    """`uri` as the client takes it, a file or a server; `name` of the collections."""

    text: str
    uri: str
    name: str

    @property
    def is_file(self) -> bool:
        return "://" not in self.uri


def read_address(text: str) -> Address:
    """The address of an archive on Milvus. Raises QueryRefused for one that is none."""
    kind, _, rest = text.removeprefix("milvus+").partition(":")
    if kind == "file" and rest.endswith(".db"):
        return Address(text, str(Path(rest).expanduser().absolute()), _DEFAULT_NAME)
    if kind in ("http", "https"):
        parts = urlsplit(f"{kind}:{rest}")
        name = parts.path.strip("/") or _DEFAULT_NAME
        if parts.username or parts.password:
            raise QueryRefused(
                "A password has no place in the address of an archive.", hint=f"Put it into {TOKEN_VARIABLE}."
            )
        if parts.hostname and _NAME.fullmatch(name):
            return Address(text, f"{kind}://{parts.netloc}", name)
    raise QueryRefused(f"{text!r} is no address of an archive on Milvus.", hint=_EXAMPLES)


class Connection:
    """Reads and writes one archive. Every method raises StoreUnreachable where Milvus does not answer, or refuses.

    Safe for several threads, as the client is.
    """

    def __init__(self, address: Address) -> None:
        # What goes wrong is raised, and told once; the client and the library under it would print it as well.
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
        try:
            from pymilvus import MilvusClient
        except ImportError as error:
            raise StoreUnreachable(
                f"{address.text} needs the client of Milvus, which is not installed: {error}.",
                hint='Install it with: pip install "precedent-archive[milvus]"',
            ) from error
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        self.address = address
        self._paragraphs, self._files = address.name, f"{address.name}_files"
        self._loaded = False
        token = os.environ.get(TOKEN_VARIABLE, "")
        if address.is_file:
            Path(address.uri).parent.mkdir(parents=True, exist_ok=True)
        self._client = self._asking(lambda: MilvusClient(address.uri, token=token, timeout=_TIMEOUT_SECONDS))

    def _asking(self, ask: Callable[[], _Result]) -> _Result:
        from grpc import RpcError
        from pymilvus.exceptions import MilvusException

        try:
            return ask()
        except (MilvusException, RpcError, OSError, TimeoutError, RuntimeError, ValueError, zlib.error) as error:
            words = " ".join(str(getattr(error, "message", "") or error).split())[:300]
            raise StoreUnreachable(
                f"Milvus at {self.address.text} did not do what it was asked: {words}.",
                hint="Look whether it is running, whether the address is right, and whether "
                f"{TOKEN_VARIABLE} is set where it asks for a token.",
            ) from error

    def close(self) -> None:
        self._asking(self._client.close)

    # Collections.

    def exists(self) -> bool:
        """Whether the archive has been begun; it is then made ready to be asked."""

        def ask() -> bool:
            names = (self._files, self._paragraphs)
            if not self._loaded and all(self._client.has_collection(name, timeout=_TIMEOUT_SECONDS) for name in names):
                for name in names:
                    self._client.load_collection(name, timeout=_TIMEOUT_SECONDS)
                self._loaded = True
            return self._loaded

        return self._asking(ask)

    def create(self, dimensions: int | None) -> None:
        """Makes what is missing of the two collections; paragraphs have vectors of so many `dimensions`, or none."""
        from pymilvus import DataType, MilvusClient

        def begin(name: str, fill: Callable[[Any, Any], None]) -> None:
            if self._client.has_collection(name, timeout=_TIMEOUT_SECONDS):
                return
            schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
            index = MilvusClient.prepare_index_params()
            fill(schema, index)
            self._client.create_collection(
                name, schema=schema, index_params=index, consistency_level="Bounded", timeout=_TIMEOUT_SECONDS
            )

        def paragraphs(schema: Any, index: Any) -> None:
            schema.add_field("id", DataType.INT64, is_primary=True)
            for field in ("serial", "place", "day"):
                schema.add_field(field, DataType.INT64)
            for field in ("reading", "statements"):
                schema.add_field(field, DataType.INT16)
            theme = {"element_type": DataType.VARCHAR, "max_capacity": _THEMES_LIMIT, "max_length": 256}
            schema.add_field("themes", DataType.ARRAY, **theme)
            for field in ("stems", "words"):
                schema.add_field(field, DataType.ARRAY, element_type=DataType.INT64, max_capacity=ARRAY_LIMIT)
            for field in ("text", "chunk", "codes"):
                schema.add_field(field, DataType.VARCHAR, max_length=TEXT_LIMIT_BYTES)
            schema.add_field("sparse", DataType.SPARSE_FLOAT_VECTOR)
            index.add_index("sparse", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
            if dimensions is not None:
                schema.add_field("dense", DataType.FLOAT_VECTOR, dim=dimensions)
                index.add_index("dense", index_type="FLAT", metric_type="IP")

        def files(schema: Any, index: Any) -> None:
            schema.add_field("key", DataType.VARCHAR, is_primary=True, max_length=256)
            schema.add_field("name", DataType.VARCHAR, max_length=200)
            for field in ("part", "parts"):
                schema.add_field(field, DataType.INT64)
            for field in ("note", "data"):
                schema.add_field(field, DataType.VARCHAR, max_length=TEXT_LIMIT_BYTES)
            schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)  # a collection must have a vector
            index.add_index("nothing", index_type="FLAT", metric_type="IP")

        self._asking(lambda: begin(self._paragraphs, paragraphs))
        self._asking(lambda: begin(self._files, files))
        self.exists()

    def drop(self) -> None:
        """Removes the archive, all of it."""
        for name in (self._paragraphs, self._files):
            self._asking(partial(self._client.drop_collection, name, timeout=_TIMEOUT_SECONDS))

    # Paragraphs.

    def rows(self, where: str, fields: Collection[str], *, strong: bool = False) -> list[Row]:
        """The rows that pass `where`, in no order, at most `MOST_RESULTS` of them; `strong` sees the last write."""
        return self._query(self._paragraphs, where, ["id", *fields], strong=strong)

    def rows_of(self, ids: Sequence[int], fields: Collection[str], *, strong: bool = False) -> dict[int, Row]:
        """Id -> row, without those that are not there."""
        found: dict[int, Row] = {}
        for first in range(0, len(ids), _IDS_AT_ONCE):
            wanted = ", ".join(map(str, ids[first : first + _IDS_AT_ONCE]))
            found |= {row["id"]: row for row in self.rows(f"id in [{wanted}]", fields, strong=strong)}
        return found

    def count(self, where: str) -> int:
        """How many paragraphs pass `where`, the last write included."""
        rows = self._query(self._paragraphs, where, ["count(*)"], strong=True)
        return int(rows[0]["count(*)"]) if rows else 0

    def search(self, field: str, vector: Any, where: str, limit: int) -> RankedList:
        """The ids with the highest inner products, int64, and these, float64; equal ones in no order."""

        def ask() -> Any:
            return self._client.search(
                self._paragraphs,
                data=[vector],
                anns_field=field,
                filter=where,
                limit=limit,
                output_fields=["id"],
                search_params={"metric_type": "IP"},
                timeout=_TIMEOUT_SECONDS,
            )

        (hits,) = self._asking(ask)
        ids: Ids = np.array([hit["id"] for hit in hits], dtype=np.int64)
        return ids, np.array([hit["distance"] for hit in hits], dtype=np.float64)

    def insert(self, rows: Sequence[Row]) -> None:
        self._asking(lambda: self._client.insert(self._paragraphs, list(rows), timeout=_TIMEOUT_SECONDS))

    def delete(self, where: str) -> None:
        """Removes the paragraphs that pass `where`."""
        self._asking(lambda: self._client.delete(self._paragraphs, filter=where, timeout=_TIMEOUT_SECONDS))

    def _query(self, collection: str, where: str, fields: Sequence[str], *, strong: bool) -> list[Row]:
        level = {"consistency_level": "Strong"} if strong else {}

        def ask() -> list[Row]:
            try:
                return list(
                    self._client.query(
                        collection, filter=where, output_fields=list(fields), timeout=_TIMEOUT_SECONDS, **level
                    )
                )
            except Exception as error:
                if _EMPTY_ANSWER in str(error):
                    return []
                raise

        return self._asking(ask)

    # Files.

    def write_files(self, files: Mapping[str, bytes], notes: Mapping[str, Any] | None = None) -> None:
        """Writes files; each of `notes`, a JSON value, stands beside the file of that name."""
        rows = [row for name, content in files.items() for row in _parts(name, content, (notes or {}).get(name))]
        for first in range(0, len(rows), _PARTS_AT_ONCE):
            batch = rows[first : first + _PARTS_AT_ONCE]
            self._asking(partial(self._client.upsert, self._files, batch, timeout=_TIMEOUT_SECONDS))

    def read_files(self, names: Sequence[str], *, strong: bool = False) -> dict[str, bytes]:
        """Name -> content, without those of which a part is missing."""
        found: dict[str, bytes] = {}
        for first in range(0, len(names), _FILES_AT_ONCE):
            wanted = json.dumps(list(names[first : first + _FILES_AT_ONCE]))
            rows = self._query(self._files, f"name in {wanted}", ["name", "part", "parts", "data"], strong=strong)
            for name, parts in groupby(sorted(rows, key=_order), key=lambda row: str(row["name"])):
                whole = list(parts)
                if len(whole) == whole[0]["parts"]:
                    packed = b"".join(b64decode(row["data"]) for row in whole)
                    found[name] = self._asking(partial(zlib.decompress, packed))
        return found

    def notes(self, prefix: str, *, strong: bool = False) -> dict[str, Any]:
        """Name -> note of every file whose name begins with `prefix` and that is there with all of its parts."""
        wanted = f'name like "{prefix}%"'
        rows = self._query(self._files, wanted, ["name", "part", "parts", "note"], strong=strong)
        found = {}
        for name, parts in groupby(sorted(rows, key=_order), key=lambda row: str(row["name"])):
            whole = list(parts)
            if len(whole) == whole[0]["parts"]:
                found[name] = json.loads(whole[0]["note"])
        return found

    def delete_files(self, names: Iterable[str]) -> None:
        every = list(names)
        for first in range(0, len(every), _FILES_AT_ONCE):
            where = f"name in {json.dumps(every[first : first + _FILES_AT_ONCE])}"
            self._asking(partial(self._client.delete, self._files, filter=where, timeout=_TIMEOUT_SECONDS))


_IDS_AT_ONCE = 1_000
_PARTS_AT_ONCE = 64
"""Three megabytes a call."""
_FILES_AT_ONCE = 50


def _order(row: Row) -> tuple[str, int]:
    return str(row["name"]), int(row["part"])


def _parts(name: str, content: bytes, note: Any) -> Iterator[Row]:
    packed = zlib.compress(content, 6)
    count = max(1, -(-len(packed) // _PART_BYTES))
    for part in range(count):
        data = packed[part * _PART_BYTES : (part + 1) * _PART_BYTES]
        yield {
            "key": f"{name}/{part}",
            "name": name,
            "part": part,
            "parts": count,
            "note": json.dumps(note) if part == 0 else "",
            "data": b64encode(data).decode(),
            "nothing": [0.0, 0.0],
        }
