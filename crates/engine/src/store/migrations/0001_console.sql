-- What the console keeps. Times are milliseconds by the console's clock.

CREATE TABLE settings (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    value TEXT NOT NULL
) STRICT;

CREATE TABLE sites (
    address   TEXT PRIMARY KEY,
    name      TEXT,
    user_name TEXT,
    used_at   INTEGER
) STRICT;

CREATE TABLE drafts (
    site  TEXT NOT NULL,
    lsid  TEXT NOT NULL,
    field TEXT NOT NULL CHECK (field IN ('message', 'note')),
    text  TEXT NOT NULL,
    PRIMARY KEY (site, lsid, field)
) STRICT;

-- Messages and notes without an acknowledgement, in the order of sending.
CREATE TABLE outbox (
    place     INTEGER PRIMARY KEY AUTOINCREMENT,
    site      TEXT NOT NULL,
    user_name TEXT NOT NULL,
    lsid      TEXT NOT NULL,
    client_id TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('message', 'note')),
    text      TEXT NOT NULL,
    at        INTEGER NOT NULL,
    failed    TEXT,
    UNIQUE (site, lsid, client_id)
) STRICT;

CREATE TABLE tabs (
    site  TEXT NOT NULL,
    place INTEGER NOT NULL,
    lsid  TEXT NOT NULL,
    read  INTEGER NOT NULL,
    PRIMARY KEY (site, place)
) STRICT;
