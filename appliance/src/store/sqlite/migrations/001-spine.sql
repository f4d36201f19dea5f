-- Times are milliseconds since 1970. Queues are written as the API writes them ("team:7").
-- Columns named body, settings and author hold JSON.

CREATE TABLE site (
    id INTEGER PRIMARY KEY,
    settings TEXT NOT NULL
) STRICT;

CREATE TABLE representative (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    user_name TEXT NOT NULL COLLATE NOCASE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    second_factor BLOB,
    second_factor_step INTEGER NOT NULL DEFAULT 0,
    enabled INTEGER NOT NULL DEFAULT 1,
    administrator INTEGER NOT NULL DEFAULT 0,
    general_queue INTEGER NOT NULL DEFAULT 1,
    -- What the representative set; shown only while online.
    presence TEXT NOT NULL DEFAULT 'available',
    presence_since INTEGER NOT NULL,
    online INTEGER NOT NULL DEFAULT 0,
    UNIQUE (site_id, user_name)
) STRICT;

CREATE TABLE team (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    name TEXT NOT NULL,
    target_s INTEGER NOT NULL,
    UNIQUE (site_id, name)
) STRICT;

CREATE TABLE membership (
    team_id INTEGER NOT NULL REFERENCES team (id) ON DELETE CASCADE,
    representative_id INTEGER NOT NULL REFERENCES representative (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    PRIMARY KEY (team_id, representative_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_of ON membership (representative_id);

CREATE TABLE issue (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    team_id INTEGER REFERENCES team (id),
    UNIQUE (site_id, code)
) STRICT;

CREATE TABLE canned (
    site_id INTEGER PRIMARY KEY REFERENCES site (id),
    body TEXT NOT NULL
) STRICT;

-- Tries at signing in by name, also for names that nobody has.
CREATE TABLE sign_in_try (
    site_id INTEGER NOT NULL,
    name_hash BLOB NOT NULL,
    wrong INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, name_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    hash BLOB PRIMARY KEY,
    representative_id INTEGER NOT NULL REFERENCES representative (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX token_of ON token (representative_id);

CREATE TABLE session_key (
    hash BLOB PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    queue TEXT NOT NULL,
    made_by INTEGER NOT NULL REFERENCES representative (id),
    external_reference TEXT,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT, WITHOUT ROWID;

-- A customer between the start page and the queue.
CREATE TABLE attempt (
    hash BLOB PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    created_at INTEGER NOT NULL,
    agreement_shown_at INTEGER,
    queue TEXT NOT NULL,
    chosen TEXT NOT NULL,
    issue_code TEXT,
    key_hash BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    lsid TEXT PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    -- The session as the API tells it, but for last_entry, which is the column's.
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The queue it waits or rests in now, and the one that it waited in last.
    queue TEXT,
    last_queue TEXT NOT NULL,
    -- Since when it is in its state.
    since INTEGER NOT NULL,
    high INTEGER NOT NULL,
    owner INTEGER,
    ended_at INTEGER,
    customer TEXT NOT NULL,
    away_since INTEGER,
    unattended INTEGER NOT NULL DEFAULT 0,
    last_entry INTEGER NOT NULL DEFAULT 0,
    customer_read INTEGER NOT NULL DEFAULT 0,
    surveyed INTEGER NOT NULL DEFAULT 0,
    cookie_hash BLOB NOT NULL UNIQUE
) STRICT;
CREATE INDEX session_in_line ON session (queue, high, since) WHERE queue IS NOT NULL;
CREATE INDEX session_away ON session (away_since) WHERE away_since IS NOT NULL;
CREATE INDEX session_owned ON session (owner) WHERE owner IS NOT NULL;

-- Who takes part, or last took part once it is over.
CREATE TABLE participant (
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    representative_id INTEGER NOT NULL REFERENCES representative (id),
    PRIMARY KEY (lsid, representative_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX participant_in ON participant (representative_id);

CREATE TABLE entry (
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Whose message or note it is ('customer', or an account's number), and the id it came with.
    author_key TEXT NOT NULL,
    client_id TEXT,
    for_customer INTEGER NOT NULL,
    UNIQUE (lsid, number),
    UNIQUE (lsid, author_key, client_id)
) STRICT;

CREATE TABLE waited (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL,
    queue TEXT NOT NULL,
    at INTEGER NOT NULL,
    ms INTEGER NOT NULL
) STRICT;
CREATE INDEX waited_in ON waited (queue, id);

-- What a command answered. No body means that the answer is made again from what there is.
CREATE TABLE idempotency (
    account INTEGER NOT NULL,
    key TEXT NOT NULL,
    site_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    request_hash BLOB NOT NULL,
    lsid TEXT,
    status INTEGER NOT NULL,
    body TEXT,
    PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_at ON idempotency (at);

-- Everything that happened, in order. Whoever follows the feed reads it from here.
CREATE TABLE log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    site_id INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX log_at ON log (at);
