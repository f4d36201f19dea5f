-- What is kept of invitations per site and user, as JSON: nothing is ever looked up in it. The form is
-- that of the last invitation that was not sent.
CREATE TABLE invites (
    site      TEXT NOT NULL,
    user_name TEXT NOT NULL,
    form      TEXT,
    recent    TEXT NOT NULL,
    PRIMARY KEY (site, user_name)
) STRICT;
