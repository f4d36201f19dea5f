-- For answering a device again whose answer was lost on the way: a hash of what it has attached with
-- and of the id that it gave, and when that was.
ALTER TABLE device ADD COLUMN attempt BLOB;
ALTER TABLE device ADD COLUMN attached_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX device_attempt ON device (attempt) WHERE attempt IS NOT NULL;
