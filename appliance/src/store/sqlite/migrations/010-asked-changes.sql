-- What devices were asked to change and have not answered: an answer that comes after another connection,
-- or another start of the appliance, still comes into the session's log.
CREATE TABLE asked_change (
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    owner TEXT NOT NULL,       -- JSON
    request TEXT NOT NULL,     -- JSON
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (lsid, number)
) STRICT, WITHOUT ROWID;
