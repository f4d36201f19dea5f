-- Files on their way through the appliance, and those that the chat keeps. Their bytes are in the
-- spool, in a file for each; how many there are is that file's length.
CREATE TABLE upload (
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    id TEXT NOT NULL,
    purpose TEXT NOT NULL,     -- JSON
    owner TEXT NOT NULL,       -- JSON: the sender of a chat file, the representative of a transfer
    metadata TEXT NOT NULL,    -- as its sender gave it
    length INTEGER NOT NULL,
    sha256 TEXT,               -- of the whole, where the sender has given it
    touched_at INTEGER NOT NULL,
    standing TEXT NOT NULL,    -- JSON
    kept_until INTEGER,        -- of a file that the chat keeps
    over INTEGER NOT NULL,     -- nobody reads or writes it any more
    spooled INTEGER NOT NULL,  -- its bytes may still be in the spool
    PRIMARY KEY (lsid, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_spooled ON upload (lsid, over, length) WHERE spooled;

-- What representatives have asked devices to send: an upload of the device's needs one of these.
CREATE TABLE asked_transfer (
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    id TEXT NOT NULL,
    owner TEXT NOT NULL,       -- JSON
    PRIMARY KEY (lsid, id)
) STRICT, WITHOUT ROWID;
