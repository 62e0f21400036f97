/* closure_save */
-- Enter a closure, or change one with what is still to come of its series: the row
-- stays, the others are made anew.  No row when there is none of that version in scope.
--
-- $1 authority  $2 account  $3 office  $4 contact person (NULL: the office)  $5 kind  $6 note
-- $7 spans  $8 how it repeats  $9 closure (NULL: a new one)  $10 version
-- $11 offices  $12 contact persons  $13 substitute (NULL: nobody)
WITH old AS (
    SELECT c.*
    FROM closure c
    LEFT JOIN contact_person p ON p.authority_id = c.authority_id AND p.contact_person_id = c.contact_person_id
    WHERE c.authority_id = $1::int AND c.closure_id = $9::bigint AND c.version = $10::int
      AND c.withdrawn_at IS NULL AND c.holiday_on IS NULL AND c.origin = 'staff'
      AND $3::bigint = coalesce(p.office_id, c.office_id)
      AND ($3::bigint = ANY ($11::bigint[]) OR c.contact_person_id = ANY ($12::bigint[]))
    FOR UPDATE OF c
), wanted AS (
    SELECT d.during, d.nth, CASE WHEN $8::text IS NOT NULL THEN coalesce((SELECT series FROM old), s.id) END AS series
    FROM unnest($7::tstzrange[]) WITH ORDINALITY AS d (during, nth), (SELECT gen_random_uuid() AS id) AS s
), changed AS (
    UPDATE closure c
    SET office_id = CASE WHEN $4::bigint IS NULL THEN $3::bigint END, contact_person_id = $4::bigint, kind = $5,
        note = $6, during = w.during, series = w.series, repeats = $8, substitute_id = $13::bigint
    FROM old o, wanted w
    WHERE w.nth = 1 AND c.authority_id = o.authority_id AND c.closure_id = o.closure_id
    RETURNING c.closure_id
), gone AS (
    UPDATE closure c SET withdrawn_at = now()
    FROM old o
    WHERE c.authority_id = o.authority_id AND c.series = o.series AND c.closure_id <> o.closure_id
      AND c.withdrawn_at IS NULL AND lower(c.during) > lower(o.during)
), added AS (
    INSERT INTO closure (authority_id, office_id, contact_person_id, kind, note, during, series, repeats, substitute_id)
    SELECT $1::int, CASE WHEN $4::bigint IS NULL THEN $3::bigint END, $4::bigint, $5, $6, w.during, w.series, $8,
           $13::bigint
    FROM wanted w
    WHERE CASE WHEN $9::bigint IS NULL THEN true ELSE w.nth > 1 AND EXISTS (SELECT FROM changed) END
    ORDER BY w.nth
    RETURNING closure_id
), made AS (
    SELECT coalesce((SELECT closure_id FROM changed), (SELECT min(closure_id) FROM added)) AS closure_id
)
SELECT m.closure_id,
       audit($1::int, $2::bigint, $3::bigint, CASE WHEN $9::bigint IS NULL THEN 'add' ELSE 'change' END, 'closure',
             m.closure_id::text,
             (SELECT jsonb_build_object('kind', kind, 'note', note, 'contact_person_id', contact_person_id,
                                        'substitute_id', substitute_id,
                                        'from_at', extract(epoch FROM lower(during))::bigint,
                                        'to_at', extract(epoch FROM upper(during))::bigint) FROM old),
             jsonb_build_object('kind', $5, 'note', $6, 'contact_person_id', $4::bigint, 'repeats', $8,
                                'substitute_id', $13::bigint,
                                'from_at', extract(epoch FROM lower(($7::tstzrange[])[1]))::bigint,
                                'to_at', extract(epoch FROM upper(($7::tstzrange[])[1]))::bigint)) AS audit_id
FROM made m
WHERE m.closure_id IS NOT NULL
