-- Session keys that can be shown again, the email invitations that carry them, and programs that make
-- them.
--
-- A key's digits and links are made from its seed with the appliance's own secret, which is in a file
-- beside the database: what is here finds a key, and gives none away. Keys that were made before had no
-- seed; they are void.

DROP TABLE session_key;
DELETE FROM idempotency;
DELETE FROM attempt WHERE key_hash IS NOT NULL;
ALTER TABLE idempotency DROP COLUMN key_hash;
-- The key that a command was about. `account` is a representative's number, or an API account's with a
-- minus.
ALTER TABLE idempotency ADD COLUMN key_id INTEGER;
ALTER TABLE attempt DROP COLUMN key_hash;
ALTER TABLE attempt ADD COLUMN key_id INTEGER;
-- Which of the key's links was followed: 0 is its own, others are those of invitations; none where the
-- digits were typed.
ALTER TABLE attempt ADD COLUMN link INTEGER;

CREATE TABLE api_account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    name TEXT NOT NULL COLLATE NOCASE,
    client_id TEXT NOT NULL UNIQUE,
    secret_hash BLOB NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1,
    made_at INTEGER NOT NULL,
    UNIQUE (site_id, name)
) STRICT;

CREATE TABLE api_token (
    hash BLOB PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES api_account (id) ON DELETE CASCADE,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX api_token_of ON api_token (account_id);

CREATE TABLE session_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    seed BLOB NOT NULL,
    -- Which of the digits that come of the seed were free.
    draw INTEGER NOT NULL,
    -- Of the digits, also of a key that is over: then nobody who comes late meets another's key.
    hash BLOB NOT NULL UNIQUE,
    -- Of the key's own link.
    link_hash BLOB NOT NULL UNIQUE,
    portal TEXT NOT NULL,
    queue TEXT NOT NULL,
    starts_as TEXT NOT NULL,
    name TEXT,
    external_reference TEXT,
    attributes TEXT NOT NULL,
    -- As the API tells it (JSON), and the number of a representative or of an API account.
    made_by TEXT NOT NULL,
    representative_id INTEGER REFERENCES representative (id),
    account_id INTEGER REFERENCES api_account (id),
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    opened_at INTEGER,
    -- As the API tells it (JSON), and since when the key is over; none while it is outstanding.
    state TEXT NOT NULL,
    over_at INTEGER
) STRICT;
CREATE INDEX session_key_into ON session_key (queue, id);
CREATE INDEX session_key_by ON session_key (representative_id, id) WHERE representative_id IS NOT NULL;
CREATE INDEX session_key_for ON session_key (account_id, id) WHERE account_id IS NOT NULL;
CREATE INDEX session_key_due ON session_key (expires_at) WHERE over_at IS NULL;
CREATE INDEX session_key_over ON session_key (over_at) WHERE over_at IS NOT NULL;

-- Email invitations; those with a next_at are the outbox.
CREATE TABLE invitation (
    key_id INTEGER NOT NULL REFERENCES session_key (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    address TEXT NOT NULL,
    -- queued, delayed, sent, bounced or withdrawn
    state TEXT NOT NULL,
    -- The server's, where it is delayed or has bounced.
    words TEXT,
    -- When it is due, while it is queued or delayed.
    next_at INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    since INTEGER NOT NULL,
    opened_at INTEGER,
    link_hash BLOB NOT NULL UNIQUE,
    -- What stands before the @ of its Message-ID.
    message_id TEXT NOT NULL,
    -- The template as it was, in the language that was asked for (JSON).
    template TEXT NOT NULL,
    line TEXT,
    PRIMARY KEY (key_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_due ON invitation (next_at) WHERE next_at IS NOT NULL;

-- The site's templates; the one with the lowest place is the ordinary one.
CREATE TABLE invite_template (
    site_id INTEGER NOT NULL REFERENCES site (id),
    code TEXT NOT NULL,
    place INTEGER NOT NULL,
    -- JSON
    body TEXT NOT NULL,
    PRIMARY KEY (site_id, code)
) STRICT, WITHOUT ROWID;

-- How mail leaves. The password is in a file of its own.
CREATE TABLE mail_settings (
    site_id INTEGER PRIMARY KEY REFERENCES site (id),
    body TEXT NOT NULL
) STRICT;
