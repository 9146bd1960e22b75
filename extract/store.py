"""Tables in, Parquet files and a manifest out, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from extract.errors import TableError
from extract.schema import TABLES
from extract.tables import check_table, to_arrow, to_frame

Tables = dict[str, pd.DataFrame]
MANIFEST = "manifest.json"


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write each table to `folder/NAME.parquet`, whole or not at all.

    Raises:
        TableError: If a table breaks its contract; nothing is written then.
    """
    checked = {name: to_arrow(name, frame) for name, frame in tables.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in checked.items():
        partial = folder / f".{name}.parquet.partial"
        pq.write_table(table, partial, compression="zstd", store_schema=True)
        partial.replace(folder / f"{name}.parquet")


def read_tables(folder: Path, names: Iterable[str] = tuple(TABLES)) -> Tables:
    """Read tables.

    Raises:
        TableError: If one is missing, unreadable, or breaks its contract; names the file.
    """
    tables: Tables = {}
    for name in names:
        path = folder / f"{name}.parquet"
        if not path.exists():
            raise TableError(f"{path}: no such table, wanted the folder of a finished `parley build`")
        try:
            table = pq.read_table(path).replace_schema_metadata(None)
        except (pa.ArrowInvalid, OSError) as error:
            raise TableError(f"{path}: cannot be read as Parquet: {error}") from error
        check_table(name, table)
        tables[name] = to_frame(table)
    return tables


def hash_file(path: Path) -> str:
    """Hash a file's bytes (SHA-256, hexadecimal)."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(document: Mapping[str, Any], path: Path) -> None:
    """Write a JSON file, keys sorted, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    partial.replace(path)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Read the manifest of a build; None where there is none or it was cut short."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest
