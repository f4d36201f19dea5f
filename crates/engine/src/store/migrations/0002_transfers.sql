-- Transfers of files, oldest first, each as JSON: nothing is ever looked up in it. How far the bytes
-- are stands with the actors' own files, in the folder `transfers`.
CREATE TABLE transfers (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id    TEXT NOT NULL UNIQUE,
    site  TEXT NOT NULL,
    value TEXT NOT NULL
) STRICT;
