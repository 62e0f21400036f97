/* hand_over */
-- What somebody who leaves is responsible for goes to others of the same office from a day on:
-- as it is limited by surname and municipality, and until when it held.  Secret addresses of the calendars
-- of those for whom nobody else acts end.  A row for each contact person handed over.
--
-- $1 authority  $2 account of who hands over  $3 account of who leaves  $4 from which day  $5 today
-- $6 [{from_id, to_id}]  $7 offices  $8 whether the whole authority
WITH mine AS MATERIALIZED ( -- nobody else acts for these
    SELECT DISTINCT g.contact_person_id
    FROM account_grant g
    WHERE g.authority_id = $1::int AND g.account_id = $3::bigint AND ($8::boolean OR g.office_id = ANY ($7::bigint[]))
      AND NOT EXISTS (SELECT FROM account_grant o JOIN account a USING (authority_id, account_id)
                      WHERE o.authority_id = $1::int AND o.contact_person_id = g.contact_person_id
                        AND o.account_id <> $3::bigint AND a.state <> 'blocked')
), pair AS MATERIALIZED (
    SELECT x.from_id, x.to_id, p.office_id
    FROM jsonb_to_recordset($6::jsonb) AS x (from_id bigint, to_id bigint)
    JOIN contact_person p ON p.authority_id = $1::int AND p.contact_person_id = x.from_id
    JOIN contact_person t ON t.authority_id = $1::int AND t.contact_person_id = x.to_id AND t.office_id = p.office_id AND t.active
    WHERE x.from_id <> x.to_id AND ($8::boolean OR p.office_id = ANY ($7::bigint[]))
      AND EXISTS (SELECT FROM account_grant g WHERE g.authority_id = $1::int AND g.account_id = $3::bigint
                                                AND g.contact_person_id = x.from_id)
), locked AS MATERIALIZED ( -- as responsibilities_lock
    SELECT o.office_id FROM office o
    WHERE o.authority_id = $1::int AND o.office_id IN (SELECT office_id FROM pair) ORDER BY o.office_id FOR NO KEY UPDATE
), held AS MATERIALIZED (
    SELECT r.*, p.to_id, coalesce($4::date <= $5::date OR r.valid_from >= $4::date, false) AS whole
    FROM pair p JOIN responsibility r ON r.contact_person_id = p.from_id
    WHERE r.authority_id = $1::int AND (r.valid_until IS NULL OR r.valid_until >= $4::date)
      AND (SELECT count(*) FROM locked) >= 0 -- asked for, so that it happens before this
    FOR UPDATE OF r
), new AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('responsibility', 'responsibility_id')) AS responsibility_id,
           h.responsibility_id AS old_id, h.to_id, h.service_id, h.surname_from, h.surname_to,
           CASE WHEN h.whole THEN h.valid_from ELSE $4::date END AS valid_from, h.valid_until
    FROM held h
    WHERE NOT EXISTS ( -- who answers for all of it already
        SELECT FROM responsibility o
        WHERE o.authority_id = $1::int AND o.contact_person_id = h.to_id AND o.service_id = h.service_id
          AND num_nonnulls(o.surname_from, o.valid_from, o.valid_until) = 0
          AND NOT EXISTS (SELECT FROM responsibility_municipality m
                          WHERE m.authority_id = $1::int AND m.responsibility_id = o.responsibility_id))
), added AS (
    INSERT INTO responsibility (authority_id, responsibility_id, contact_person_id, service_id, surname_from, surname_to,
                                valid_from, valid_until)
    OVERRIDING SYSTEM VALUE
    SELECT $1::int, responsibility_id, to_id, service_id, surname_from, surname_to, valid_from, valid_until FROM new
), limited AS (
    INSERT INTO responsibility_municipality (authority_id, responsibility_id, municipality_key)
    SELECT $1::int, n.responsibility_id, m.municipality_key
    FROM new n JOIN responsibility_municipality m ON m.authority_id = $1::int AND m.responsibility_id = n.old_id
), gone AS (
    DELETE FROM responsibility r USING held h
    WHERE r.authority_id = $1::int AND r.responsibility_id = h.responsibility_id AND h.whole
), ended AS (
    UPDATE responsibility r SET valid_until = $4::date - 1
    FROM held h
    WHERE r.authority_id = $1::int AND r.responsibility_id = h.responsibility_id AND NOT h.whole
), feeds AS (
    DELETE FROM calendar_feed f USING mine m
    WHERE f.authority_id = $1::int AND f.contact_person_id = m.contact_person_id
), calendars AS (
    DELETE FROM busy_calendar c USING mine m
    WHERE c.authority_id = $1::int AND c.contact_person_id = m.contact_person_id
    RETURNING c.contact_person_id
), opened AS (
    UPDATE closure c SET withdrawn_at = now()
    FROM calendars k
    WHERE c.authority_id = $1::int AND c.contact_person_id = k.contact_person_id AND c.origin = 'calendar'
      AND c.withdrawn_at IS NULL
)
SELECT p.from_id, (SELECT count(*) FROM held h WHERE h.contact_person_id = p.from_id) AS responsibilities,
       audit($1::int, $2::bigint, p.office_id, 'hand_over', 'contact_person', p.from_id::text, NULL,
             jsonb_build_object('to', p.to_id, 'from_day', $4::date)) AS audit_id
FROM pair p
