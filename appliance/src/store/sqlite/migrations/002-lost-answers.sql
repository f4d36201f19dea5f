-- What is needed to answer again when an answer was lost on the way.

-- The session that an attempt has begun. Such an attempt lives a few minutes more from then on.
ALTER TABLE attempt ADD COLUMN lsid TEXT REFERENCES session (lsid) ON DELETE CASCADE;

-- The hash of the session key that a command has made; its digits are nowhere.
ALTER TABLE idempotency ADD COLUMN key_hash BLOB;

-- Keys were hashed without a secret before, and their digits kept with the answers.
DELETE FROM session_key;
DELETE FROM idempotency;
