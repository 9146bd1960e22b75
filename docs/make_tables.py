"""Writes docs/tables.md from the declared schemas; `--check` only says whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from extract.schema import TABLES

PAGE = Path(__file__).resolve().parent / "tables.md"
HEAD = """# Tables

Written by `make docs` from `extract/schema.py`; the code is the contract. One Parquet file a table in `build/tables/`,
rows sorted by key. Spans are Unicode code points, end exclusive. Lists stand as `a|b` or in a table of their own.
"""


def render_page() -> str:
    """Render the page."""
    parts = [HEAD]
    for schema in TABLES.values():
        parts.append(
            f"\n## {schema.name}\n\nA row is {schema.row}. Key: {', '.join(f'`{key}`' for key in schema.key)}.\n"
        )
        parts.append("\n| column | type | null | about |\n|---|---|---|---|\n")
        for column in schema.columns:
            values = f" ({', '.join(f'`{value}`' for value in column.values)})" if column.values else ""
            null = "yes" if column.nullable else ""
            parts.append(
                f"| `{column.name}` | {column.type} | {null} | {column.about.replace('|', chr(92) + '|')}{values} |\n"
            )
    return "".join(parts)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.read_text(encoding="utf-8") == render_page() else "docs/tables.md is stale: run `make docs`")
    PAGE.write_text(render_page(), encoding="utf-8")
