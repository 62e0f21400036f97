/* calendar_feed_make */
-- A new secret address; the one before opens nothing any more.
-- $1 authority  $2 account  $3 office  $4 contact person  $5 token hash
WITH made AS (
    INSERT INTO calendar_feed (authority_id, contact_person_id, token_hash)
    VALUES ($1::int, $4::bigint, $5::bytea)
    ON CONFLICT (authority_id, contact_person_id)
        DO UPDATE SET token_hash = excluded.token_hash, made_at = now()
    RETURNING contact_person_id
)
SELECT audit($1::int, $2::bigint, $3::bigint, 'make', 'calendar_feed', contact_person_id::text, NULL, NULL) FROM made
