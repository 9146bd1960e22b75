"""Rows in, checked tables of the declared schema out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from extract.errors import TableError
from extract.schema import TABLES


def build_table(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Make a table from its rows: columns in order, rows sorted by key.

    Args:
        name: A key of `TABLES`.
        rows: One mapping per row, with every column (nullable ones may be left out).

    Returns:
        The table, checked, with pandas' Arrow-backed types; empty with the right columns for no rows.

    Raises:
        TableError: If a row breaks the contract.
    """
    schema = TABLES[name]
    rows = list(rows)
    columns: dict[str, pa.Array] = {}
    for column in schema.columns:
        try:
            columns[column.name] = pa.array([row.get(column.name) for row in rows], type=column.type)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise TableError(f"table {name}: column {column.name}: wanted {column.type}: {error}") from error
    table = pa.table(columns, schema=schema.arrow)
    if len(rows):
        table = table.sort_by([(key, "ascending") for key in schema.key])
    check_table(name, table)
    return to_frame(table)


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Turn an Arrow table into a frame with Arrow-backed columns, so that nulls and types survive."""
    return table.to_pandas(types_mapper=pd.ArrowDtype)


def to_arrow(name: str, frame: pd.DataFrame) -> pa.Table:
    """Turn a frame into a checked Arrow table of the declared schema.

    Raises:
        TableError: If the frame breaks the contract.
    """
    schema = TABLES[name]
    if list(frame.columns) != schema.column_names:
        raise TableError(f"table {name}: wanted columns {schema.column_names}, got {list(frame.columns)}")
    table = pa.Table.from_pandas(frame, schema=schema.arrow, preserve_index=False).replace_schema_metadata(None)
    check_table(name, table)
    return table


def check_table(name: str, table: pa.Table) -> None:
    """Check a table against its contract: types, nulls, value lists, unique keys.

    Raises:
        TableError: At the first breach, naming table, column, what was wanted and what came.
    """
    schema = TABLES[name]
    if table.schema != schema.arrow:
        raise TableError(f"table {name}: wanted schema {schema.arrow}, got {table.schema}")
    for column in schema.columns:
        values = table.column(column.name)
        if not column.nullable and values.null_count:
            raise TableError(f"table {name}: column {column.name}: {values.null_count} nulls, wanted none")
        if column.values:
            strange = sorted(set(values.unique().drop_null().to_pylist()) - set(column.values))
            if strange:
                raise TableError(f"table {name}: column {column.name}: {strange[0]!r}, wanted one of {column.values}")
    keys = table.select(list(schema.key)).group_by(list(schema.key)).aggregate([])
    if keys.num_rows != table.num_rows:
        raise TableError(f"table {name}: {table.num_rows - keys.num_rows} rows repeat a key {schema.key}")
