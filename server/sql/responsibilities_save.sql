/* responsibilities_save */
-- Set some cells of the matrix from a day on; what was planned for these cells from
-- then on goes.  All others, and what is planned for them, stay.  No row: the
-- version is an old one, and nothing happened.  After responsibilities_lock.
--
-- $1 authority  $2 account  $3 office  $4 version  $5 from which day  $6 today
-- $7 cells: [{service_id, contact_person_id, ranges: [{from, to, municipalities}]}]  $8 before  $9 after
WITH this AS MATERIALIZED (
    SELECT $5::date AS day, $5::date <= $6::date AS at_once
    WHERE responsibilities_version($1::int, $3::bigint) = $4
), cell AS (
    SELECT c.* FROM this, jsonb_to_recordset($7::jsonb) AS c (service_id bigint, contact_person_id bigint, ranges jsonb)
), known AS (
    SELECT r.responsibility_id, t.at_once OR r.valid_from >= t.day AS gone
    FROM this t, cell c JOIN responsibility r USING (service_id, contact_person_id)
    WHERE r.authority_id = $1::int AND (r.valid_until IS NULL OR r.valid_until >= t.day)
), gone AS (
    DELETE FROM responsibility r USING known k
    WHERE r.authority_id = $1::int AND r.responsibility_id = k.responsibility_id AND coalesce(k.gone, false)
), ended AS (
    UPDATE responsibility r SET valid_until = t.day - 1
    FROM known k, this t
    WHERE r.authority_id = $1::int AND r.responsibility_id = k.responsibility_id AND NOT coalesce(k.gone, false)
), over AS ( -- and holds for no appointment any more
    DELETE FROM responsibility r USING this t, service s
    WHERE r.authority_id = $1::int AND s.authority_id = $1::int AND s.service_id = r.service_id
      AND s.office_id = $3::bigint AND r.valid_until < $6::date
), new AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('responsibility', 'responsibility_id')) AS responsibility_id,
           c.service_id, c.contact_person_id, r.value ->> 'from' AS surname_from, r.value ->> 'to' AS surname_to,
           CASE WHEN NOT t.at_once THEN t.day END AS valid_from, r.value -> 'municipalities' AS keys
    FROM this t, cell c, jsonb_array_elements(c.ranges) AS r
    WHERE EXISTS (SELECT FROM service s WHERE s.authority_id = $1::int AND s.service_id = c.service_id
                                          AND s.office_id = $3::bigint)
), added AS (
    INSERT INTO responsibility (authority_id, responsibility_id, contact_person_id, service_id, surname_from, surname_to,
                                valid_from)
    OVERRIDING SYSTEM VALUE
    SELECT $1::int, responsibility_id, contact_person_id, service_id, surname_from, surname_to, valid_from FROM new
), limited AS (
    INSERT INTO responsibility_municipality (authority_id, responsibility_id, municipality_key)
    SELECT $1::int, new.responsibility_id, key FROM new, jsonb_array_elements_text(new.keys) AS key
)
SELECT audit($1::int, $2::bigint, $3::bigint, 'change', 'responsibilities', $3::text, $8::jsonb, $9::jsonb) AS audit_id
FROM this
