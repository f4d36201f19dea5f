-- System information: the newest reading of each source and category. Columns named source, category
-- and body hold JSON; bytes is the body's length.
ALTER TABLE session ADD COLUMN last_reading INTEGER NOT NULL DEFAULT 0;

CREATE TABLE reading (
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    source TEXT NOT NULL,
    category TEXT NOT NULL,
    at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (lsid, source, category),
    UNIQUE (lsid, number)
) STRICT;

-- Readings that are kept under a name, as they were.
CREATE TABLE info_snapshot (
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    kept_by TEXT NOT NULL,     -- the representative's name
    at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,    -- of all its readings
    PRIMARY KEY (lsid, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE kept_reading (
    lsid TEXT NOT NULL,
    snapshot INTEGER NOT NULL,
    number INTEGER NOT NULL,
    source TEXT NOT NULL,
    category TEXT NOT NULL,
    at INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (lsid, snapshot, number),
    FOREIGN KEY (lsid, snapshot) REFERENCES info_snapshot (lsid, number) ON DELETE CASCADE
) STRICT;

-- Who has had system information read, so that the first time is told once.
CREATE TABLE info_reader (
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    representative_id INTEGER NOT NULL,
    PRIMARY KEY (lsid, representative_id)
) STRICT, WITHOUT ROWID;
