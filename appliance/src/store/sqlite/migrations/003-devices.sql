-- Devices, what their customers allow, and the codes with which they join.

-- What is remembered of earlier questions (JSON).
ALTER TABLE session ADD COLUMN history TEXT NOT NULL DEFAULT '{}';
-- Whether the customer has the session's page open.
ALTER TABLE session ADD COLUMN page_here INTEGER NOT NULL DEFAULT 0;
UPDATE session SET page_here = customer = 'here';
-- The name of whoever asks the customer to open the client.
ALTER TABLE session ADD COLUMN elevated_by TEXT;
-- When an open question or an elevation runs out.
ALTER TABLE session ADD COLUMN due_at INTEGER;
ALTER TABLE session ADD COLUMN device_away_since INTEGER;
CREATE INDEX session_due ON session (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX session_device_away ON session (device_away_since) WHERE device_away_since IS NOT NULL;

-- The device of a session that is not over. VNC agents have no token.
CREATE TABLE device (
    lsid TEXT PRIMARY KEY REFERENCES session (lsid) ON DELETE CASCADE,
    token_hash BLOB UNIQUE
) STRICT, WITHOUT ROWID;

-- Elevation codes, hashed as session keys are. A session has one of its representatives, and one
-- of its customer's page.
CREATE TABLE elevation_code (
    hash BLOB PRIMARY KEY,
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    for_page INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    UNIQUE (lsid, for_page)
) STRICT, WITHOUT ROWID;

-- Opens the page of a session that a device has begun, once.
CREATE TABLE page_link (
    hash BLOB PRIMARY KEY,
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX page_link_of ON page_link (lsid);
