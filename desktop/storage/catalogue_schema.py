"""The tables behind the library's tiles: one row for each result, with marks and words to find."""

# ruff: noqa: S608  # only names of this module's own are put into statements, values are bound

from __future__ import annotations

ROOM_BITS = 7
ROOM = 1 << ROOM_BITS
"""Tiles that one edit may have; an edit's tiles are numbered from its own number times this."""

WITHOUT_RESULT = ROOM - 1
"""The last place, for the tile of an edit that has no result."""

_EDIT_COLUMNS = """
    coalesce(new.record ->> '$.recipe.model', ''),
    substr(coalesce(new.record ->> '$.recipe.prompt', ''), 1, 300),
    max(1, coalesce(json_array_length(new.record, '$.results'), 1)),
    CASE WHEN new.record ->> '$.cost_usd' IS NULL THEN -1 ELSE
        CAST(ROUND(CAST(new.record ->> '$.cost_usd' AS REAL) * 1e9) AS INTEGER)
        / max(1, coalesce(json_array_length(new.record, '$.results'), 1))
    END,
    coalesce(new.record ->> '$.simulated', 0),
    coalesce(new.record ->> '$.project', ''),
    coalesce(new.record ->> '$.project', ''),
    coalesce(new.record ->> '$.parent.edit', ''),
    coalesce(new.record ->> '$.parent.index', 0),
    coalesce(new.record ->> '$.inputs.picture.name', '') || ' ' || coalesce((
        SELECT group_concat(one.value ->> '$.name', ' ')
        FROM json_each(new.record, '$.inputs.references') AS one
    ), '')
"""

_COLUMNS = """
    number, edit, place, kind, width, height, content,
    model, title, results, cost, simulated, edit_project, project, parent, parent_place, names
"""

_FROM_RESULTS = f"""
    SELECT
        new.number * {ROOM} + (one.value ->> '$.index'), new.id, one.value ->> '$.index',
        CASE new.record ->> '$.recipe.kind' WHEN 'generate' THEN 'generated' ELSE 'edited' END,
        coalesce(one.value ->> '$.picture.size.width', 0),
        coalesce(one.value ->> '$.picture.size.height', 0),
        coalesce(one.value ->> '$.picture.content', ''),
        {_EDIT_COLUMNS}
    FROM {{edits}} json_each(new.record, '$.results') AS one
    WHERE one.value ->> '$.index' BETWEEN 0 AND {WITHOUT_RESULT - 1}
"""

_FROM_NONE = f"""
    SELECT
        new.number * {ROOM} + {WITHOUT_RESULT}, new.id, -1,
        CASE new.record ->> '$.outcome'
            WHEN 'refused' THEN 'refused' WHEN 'failed' THEN 'failed'
            WHEN 'cancelled' THEN 'cancelled' ELSE 'unknown'
        END,
        0, 0, '',
        {_EDIT_COLUMNS}
    {{edits}}
    WHERE coalesce(json_array_length(new.record, '$.results'), 0) = 0
"""

_CHANGED = """
    ON CONFLICT (number) DO UPDATE SET
        kind = excluded.kind, width = excluded.width, height = excluded.height,
        content = excluded.content, model = excluded.model, title = excluded.title,
        results = excluded.results, cost = excluded.cost, simulated = excluded.simulated,
        project = iif(has_project, project, excluded.project),
        edit_project = excluded.edit_project, parent = excluded.parent,
        parent_place = excluded.parent_place, names = excluded.names;
"""


def _filled(edits: str, source: str, end: str) -> str:
    return f"INSERT INTO items ({_COLUMNS}) {source.format(edits=edits)} {end}"


_KEEP_ITEMS = _filled("", _FROM_RESULTS, _CHANGED) + _filled("", _FROM_NONE, _CHANGED)

_TEXTS = f"""
    SELECT items.number, spaced_prompt(edits.record), spaced(items.names),
        spaced(items.note), spaced(items.tags)
    FROM items JOIN edits ON edits.number = items.number >> {ROOM_BITS}
"""

_SHOWN = "WHERE trashed IS NULL"


def _index(name: str, columns: str, where: str = _SHOWN) -> str:
    return f"CREATE INDEX items_{name} ON items ({columns}, number) {where}"


FINDS = """
    CREATE VIRTUAL TABLE finds USING fts5(
        prompt, names, note, tags,
        tokenize='unicode61 remove_diacritics 2', prefix='1 2 3'
    )
    """

CATALOGUE = (
    "DROP TRIGGER edit_added",
    "DROP TRIGGER edit_removed",
    "DROP TRIGGER edit_changed",
    "DROP TABLE words",
    """
    CREATE TABLE items (
        number INTEGER PRIMARY KEY,
        edit TEXT NOT NULL,
        place INTEGER NOT NULL,
        kind TEXT NOT NULL,
        model TEXT NOT NULL,
        title TEXT NOT NULL,
        width INTEGER NOT NULL,
        height INTEGER NOT NULL,
        pixels INTEGER AS (width * height) STORED,
        content TEXT NOT NULL,
        results INTEGER NOT NULL,
        cost INTEGER NOT NULL,
        simulated INTEGER NOT NULL,
        edit_project TEXT NOT NULL,
        project TEXT NOT NULL,
        has_project INTEGER NOT NULL DEFAULT 0,
        parent TEXT NOT NULL,
        parent_place INTEGER NOT NULL,
        names TEXT NOT NULL,
        rating INTEGER NOT NULL DEFAULT 0 CHECK (rating BETWEEN 0 AND 5),
        label TEXT NOT NULL DEFAULT '',
        tags TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        trashed INTEGER
    )
    """,
    """
    CREATE TABLE item_tags (
        tag TEXT COLLATE NOCASE, number INTEGER, PRIMARY KEY (tag, number)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX item_tags_of ON item_tags (number)",
    "CREATE TABLE projects (name TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE searches (name TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID",
    FINDS,
    _filled("edits AS new,", _FROM_RESULTS, ""),
    _filled("FROM edits AS new", _FROM_NONE, ""),
    f"INSERT INTO finds (rowid, prompt, names, note, tags) {_TEXTS} ORDER BY items.number",
    _index("kind", "kind"),
    _index("model", "model"),
    _index("rating", "rating"),
    _index("label", "label"),
    _index("project", "project"),
    _index("pixels", "pixels"),
    _index("cost", "cost"),
    _index("trashed", "trashed", "WHERE trashed IS NOT NULL"),
    _index("parent", "parent, parent_place", "WHERE parent <> ''"),
    f"CREATE TRIGGER edit_added AFTER INSERT ON edits BEGIN {_KEEP_ITEMS} END",
    f"""
    CREATE TRIGGER edit_changed AFTER UPDATE OF record ON edits BEGIN
        DELETE FROM items WHERE number BETWEEN new.number * {ROOM} AND new.number * {ROOM}
            + {WITHOUT_RESULT} AND place NOT IN (
                SELECT one.value ->> '$.index' FROM json_each(new.record, '$.results') AS one
            ) AND NOT (
                place = -1 AND coalesce(json_array_length(new.record, '$.results'), 0) = 0
            );
        {_KEEP_ITEMS}
    END
    """,
    f"""
    CREATE TRIGGER prompt_changed AFTER UPDATE OF record ON edits
    WHEN old.record ->> '$.recipe.prompt' IS NOT new.record ->> '$.recipe.prompt' BEGIN
        UPDATE finds SET prompt = spaced_prompt(new.record)
        WHERE rowid BETWEEN new.number * {ROOM} AND new.number * {ROOM} + {WITHOUT_RESULT};
    END
    """,
    f"""
    CREATE TRIGGER edit_removed AFTER DELETE ON edits BEGIN
        DELETE FROM items
        WHERE number BETWEEN old.number * {ROOM} AND old.number * {ROOM} + {WITHOUT_RESULT};
    END
    """,
    f"""
    CREATE TRIGGER item_added AFTER INSERT ON items BEGIN
        INSERT INTO finds (rowid, prompt, names, note, tags) {_TEXTS}
        WHERE items.number = new.number;
    END
    """,
    """
    CREATE TRIGGER item_removed AFTER DELETE ON items BEGIN
        DELETE FROM finds WHERE rowid = old.number;
        DELETE FROM item_tags WHERE number = old.number;
    END
    """,
    """
    CREATE TRIGGER item_changed AFTER UPDATE ON items
    WHEN old.note <> new.note OR old.tags <> new.tags OR old.names <> new.names BEGIN
        UPDATE finds SET
            names = spaced(new.names), note = spaced(new.note), tags = spaced(new.tags)
        WHERE rowid = new.number;
    END
    """,
)
"""The step that leads to them; it fills them from the edits' records."""

REFILL = (
    "DROP TABLE finds",
    FINDS,
    f"INSERT INTO finds (rowid, prompt, names, note, tags) {_TEXTS} ORDER BY items.number",
)
"""Makes the full-text index anew from the rows."""
