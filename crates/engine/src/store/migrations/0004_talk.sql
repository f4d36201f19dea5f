-- Whispers among what is written in sessions: the table as it was, with one more kind.
CREATE TABLE outbox_with_whispers (
    place     INTEGER PRIMARY KEY AUTOINCREMENT,
    site      TEXT NOT NULL,
    user_name TEXT NOT NULL,
    lsid      TEXT NOT NULL,
    client_id TEXT NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('message', 'note', 'whisper')),
    text      TEXT NOT NULL,
    at        INTEGER NOT NULL,
    failed    TEXT,
    UNIQUE (site, lsid, client_id)
) STRICT;
INSERT INTO outbox_with_whispers (place, site, user_name, lsid, client_id, kind, text, at, failed)
    SELECT place, site, user_name, lsid, client_id, kind, text, at, failed FROM outbox ORDER BY place;
DROP TABLE outbox;
ALTER TABLE outbox_with_whispers RENAME TO outbox;

-- What is kept of talks with colleagues: the draft, and the newest line that was shown. `partner` is
-- 'team:<id>', 'rep:<id>', or empty in the row about all of a user's talks.
CREATE TABLE talks (
    site      TEXT NOT NULL,
    user_name TEXT NOT NULL,
    partner   TEXT NOT NULL,
    draft     TEXT NOT NULL,
    read      INTEGER NOT NULL,
    PRIMARY KEY (site, user_name, partner)
) STRICT;

-- Lines to colleagues without an acknowledgement, in the order of sending.
CREATE TABLE talk_lines (
    place     INTEGER PRIMARY KEY AUTOINCREMENT,
    site      TEXT NOT NULL,
    user_name TEXT NOT NULL,
    client_id TEXT NOT NULL,
    partner   TEXT NOT NULL,
    text      TEXT NOT NULL,
    at        INTEGER NOT NULL,
    failed    TEXT,
    UNIQUE (site, client_id)
) STRICT;
