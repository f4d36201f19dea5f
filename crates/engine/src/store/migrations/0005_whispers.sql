-- What is being typed for representatives only has a name of its own: it never comes back as a message.
CREATE TABLE drafts_of_all (
    site  TEXT NOT NULL,
    lsid  TEXT NOT NULL,
    field TEXT NOT NULL CHECK (field IN ('message', 'whisper', 'note')),
    text  TEXT NOT NULL,
    PRIMARY KEY (site, lsid, field)
) STRICT;
INSERT INTO drafts_of_all SELECT site, lsid, field, text FROM drafts;
DROP TABLE drafts;
ALTER TABLE drafts_of_all RENAME TO drafts;
