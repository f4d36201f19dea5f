-- Representatives together: sharing, assignment, presence, the dashboard's numbers, history, talk, audit.

-- How a team's queue works: assignment 'off', 'longest_idle', 'least_busy' or 'skills'; a persistent one
-- keeps its sessions while nobody is there; thresholds in seconds of waiting.
ALTER TABLE team ADD COLUMN assignment TEXT NOT NULL DEFAULT 'off';
ALTER TABLE team ADD COLUMN persistent INTEGER NOT NULL DEFAULT 1;
ALTER TABLE team ADD COLUMN warning_s INTEGER;
ALTER TABLE team ADD COLUMN critical_s INTEGER;

-- Skills are a JSON array of names.
ALTER TABLE issue ADD COLUMN skills TEXT NOT NULL DEFAULT '[]';
ALTER TABLE representative ADD COLUMN skills TEXT NOT NULL DEFAULT '[]';
-- Whether automatic assignment asks the account.
ALTER TABLE representative ADD COLUMN assignable INTEGER NOT NULL DEFAULT 1;
ALTER TABLE representative ADD COLUMN max_sessions INTEGER;
-- Minutes without keyboard and pointer after which the account is away; none: as the site has it.
ALTER TABLE representative ADD COLUMN away_after_min INTEGER;
-- What has set the readiness in place of the representative; `presence` is what that one has chosen.
ALTER TABLE representative ADD COLUMN idle INTEGER NOT NULL DEFAULT 0;
ALTER TABLE representative ADD COLUMN full INTEGER NOT NULL DEFAULT 0;
-- Whether the account was signed out and not merely lost: then it is gone at once.
ALTER TABLE representative ADD COLUMN signed_out INTEGER NOT NULL DEFAULT 0;
-- When the last session came to the account, for the longest idle.
ALTER TABLE representative ADD COLUMN given_at INTEGER NOT NULL DEFAULT 0;
-- What the account may do, as JSON (people::Rights).
ALTER TABLE representative ADD COLUMN rights TEXT;

-- What the store alone keeps of a session's people, as JSON: who was tried by assignment, hidden monitors,
-- the next numbers of shares and helpers, when it was first accepted, who had it last and for how long.
ALTER TABLE session ADD COLUMN together TEXT NOT NULL DEFAULT '{}';
-- To whom it is offered, and until when that counts.
ALTER TABLE session ADD COLUMN offered_to INTEGER;
ALTER TABLE session ADD COLUMN offered_until INTEGER;
CREATE INDEX session_offered_to ON session (offered_to) WHERE offered_to IS NOT NULL;
CREATE INDEX session_offered ON session (offered_until) WHERE offered_until IS NOT NULL;

-- Who took part at any time, hidden monitors not among them.
CREATE TABLE took_part (
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    representative_id INTEGER NOT NULL REFERENCES representative (id),
    PRIMARY KEY (representative_id, lsid)
) STRICT, WITHOUT ROWID;
CREATE INDEX took_part_in ON took_part (lsid);
INSERT INTO took_part (lsid, representative_id) SELECT lsid, representative_id FROM participant;

-- How waiting ended: 'accepted' or 'abandoned'.
ALTER TABLE waited ADD COLUMN outcome TEXT NOT NULL DEFAULT 'accepted';
ALTER TABLE waited ADD COLUMN target_s INTEGER;
CREATE INDEX waited_at ON waited (at);
-- How long somebody had a session until it ended or was passed on.
CREATE TABLE handled (
    id INTEGER PRIMARY KEY,
    representative_id INTEGER NOT NULL REFERENCES representative (id),
    queue TEXT NOT NULL,
    at INTEGER NOT NULL,
    ms INTEGER NOT NULL
) STRICT;
CREATE INDEX handled_at ON handled (at);

-- Who sees an open session without taking part: monitors ('monitor', hidden ones too), representatives
-- who are invited ('invited'), teams that are ('team', with the team's id).
CREATE TABLE beside (
    as_what TEXT NOT NULL,
    id INTEGER NOT NULL,
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    PRIMARY KEY (as_what, id, lsid)
) STRICT, WITHOUT ROWID;
CREATE INDEX beside_of ON beside (lsid);

-- Outside helpers, by their links' hashes and, once opened, their cookies'.
CREATE TABLE helper (
    link_hash BLOB PRIMARY KEY,
    lsid TEXT NOT NULL REFERENCES session (lsid) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    invited_by INTEGER NOT NULL REFERENCES representative (id),
    expires_at INTEGER NOT NULL,
    cookie_hash BLOB UNIQUE,
    -- Whether the helper's part is over.
    over INTEGER NOT NULL DEFAULT 0,
    UNIQUE (lsid, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE talk (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    at INTEGER NOT NULL,
    from_id INTEGER NOT NULL REFERENCES representative (id),
    from_name TEXT NOT NULL,
    team_id INTEGER REFERENCES team (id) ON DELETE CASCADE,
    to_id INTEGER REFERENCES representative (id),
    client_id TEXT NOT NULL,
    text TEXT NOT NULL,
    broadcast INTEGER NOT NULL DEFAULT 0,
    UNIQUE (from_id, client_id)
) STRICT;
CREATE INDEX talk_team ON talk (team_id, number) WHERE team_id IS NOT NULL;
CREATE INDEX talk_to ON talk (to_id, number) WHERE to_id IS NOT NULL;
CREATE INDEX talk_from ON talk (from_id, number) WHERE to_id IS NOT NULL;
CREATE INDEX talk_pair ON talk (from_id, to_id, number) WHERE to_id IS NOT NULL;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site (id),
    at INTEGER NOT NULL,
    by_id INTEGER NOT NULL REFERENCES representative (id),
    by_name TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Where it was, as a JSON array of queues; none where it was nowhere in particular.
    places TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX audit_by ON audit (by_id, id);

-- An ended session as it is looked for. A number is the time of ending in milliseconds, 1024-fold, and a
-- place in that millisecond; that of the document in `past_text` is the same. `facts` are words that stand for
-- who took part, the queue and so on: nothing that anybody has typed stands there. `name` is the customer's.
CREATE TABLE past (
    id INTEGER PRIMARY KEY,
    lsid TEXT NOT NULL UNIQUE REFERENCES session (lsid) ON DELETE CASCADE,
    site_id INTEGER NOT NULL,
    queue TEXT NOT NULL,
    owner INTEGER,
    ended_at INTEGER NOT NULL,
    waited_ms INTEGER NOT NULL,
    handled_ms INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    rating INTEGER
) STRICT;
CREATE VIRTUAL TABLE past_text USING fts5 (
    text, facts, name, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3'
);
-- What ended before this is written bit by bit.
CREATE TABLE past_todo (
    id INTEGER PRIMARY KEY,
    lsid TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO past_todo (lsid) SELECT lsid FROM session WHERE ended_at IS NOT NULL ORDER BY ended_at, rowid;
