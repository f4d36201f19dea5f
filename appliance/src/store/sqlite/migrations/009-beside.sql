-- Since when somebody takes part in an open session without owning or holding it: who does not come back
-- leaves by that.
ALTER TABLE participant ADD COLUMN beside_since INTEGER;
CREATE INDEX participant_beside ON participant (representative_id) WHERE beside_since IS NOT NULL;
UPDATE participant SET beside_since = 0 WHERE EXISTS (
    SELECT 1 FROM session WHERE session.lsid = participant.lsid AND ended_at IS NULL
    AND coalesce(owner, body ->> '$.state.by', 0) != representative_id
);
