/* closure_withdraw */
-- With all that is still to come of its series.  No row when there is none of that
-- version in scope.
--
-- $1 authority  $2 account  $3 office  $4 closure  $5 version  $6 offices  $7 contact persons
WITH old AS (
    SELECT c.*
    FROM closure c
    LEFT JOIN contact_person p ON p.authority_id = c.authority_id AND p.contact_person_id = c.contact_person_id
    WHERE c.authority_id = $1::int AND c.closure_id = $4::bigint AND c.version = $5::int
      AND c.withdrawn_at IS NULL AND c.holiday_on IS NULL AND c.origin = 'staff'
      AND $3::bigint = coalesce(p.office_id, c.office_id)
      AND ($3::bigint = ANY ($6::bigint[]) OR c.contact_person_id = ANY ($7::bigint[]))
    FOR UPDATE OF c
), gone AS (
    UPDATE closure c SET withdrawn_at = now()
    FROM old o
    WHERE c.authority_id = o.authority_id AND c.withdrawn_at IS NULL
      AND (c.closure_id = o.closure_id OR c.series = o.series AND lower(c.during) > lower(o.during))
)
SELECT o.closure_id,
       audit($1::int, $2::bigint, $3::bigint, 'withdraw', 'closure', o.closure_id::text,
             jsonb_build_object('kind', o.kind, 'note', o.note, 'contact_person_id', o.contact_person_id,
                                'substitute_id', o.substitute_id,
                                'from_at', extract(epoch FROM lower(o.during))::bigint,
                                'to_at', extract(epoch FROM upper(o.during))::bigint), NULL) AS audit_id
FROM old o
