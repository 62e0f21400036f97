/* busy_calendar_save */
-- Which external calendar takes a contact person's time, to be read at once.  No row when somebody was quicker.
-- The password stays where none is given and it is still the same calendar and user.  Times of another calendar
-- than before go with the first reading.
-- $1 authority  $2 account  $3 office  $4 contact person  $5 version, empty for a new one
-- $6 kind  $7 url  $8 user  $9 sealed password or NULL
WITH was AS (
    SELECT * FROM busy_calendar WHERE authority_id = $1::int AND contact_person_id = $4::bigint FOR UPDATE
), changed AS (
    UPDATE busy_calendar b
    SET kind = $6, url = $7, user_name = $8, version = b.version + 1, due_at = now(), failed_at = NULL, failure = NULL,
        password = coalesce($9::bytea, CASE WHEN b.url = $7 AND b.user_name = $8 THEN b.password END)
    FROM was
    WHERE b.authority_id = was.authority_id AND b.contact_person_id = was.contact_person_id AND was.version::text = $5
    RETURNING b.contact_person_id
), added AS (
    INSERT INTO busy_calendar (authority_id, contact_person_id, kind, url, user_name, password)
    SELECT $1::int, $4::bigint, $6, $7, $8, $9::bytea WHERE $5 = ''
    ON CONFLICT (authority_id, contact_person_id) DO NOTHING
    RETURNING contact_person_id
), saved AS (
    SELECT contact_person_id FROM changed UNION ALL SELECT contact_person_id FROM added
)
SELECT audit($1::int, $2::bigint, $3::bigint, 'save', 'busy_calendar', contact_person_id::text,
             (SELECT jsonb_build_object('kind', kind) FROM was), jsonb_build_object('kind', $6::text))
FROM saved
