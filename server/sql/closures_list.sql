/* closures_list */
-- What takes time of an office away from now on; of a series the next one.
-- $1 authority  $2 office  $3 it and those above it  $4 offices  $5 contact persons
WITH coming AS (
    SELECT c.*, row_number() OVER (PARTITION BY coalesce(c.series::text, c.closure_id::text) ORDER BY c.during) AS nth
    FROM closure c
    LEFT JOIN contact_person p ON p.authority_id = c.authority_id AND p.contact_person_id = c.contact_person_id
    WHERE c.authority_id = $1::int AND c.withdrawn_at IS NULL AND upper(c.during) > now()
      AND CASE WHEN c.contact_person_id IS NULL THEN c.office_id IS NULL OR c.office_id = ANY ($3::bigint[])
               ELSE p.office_id = $2::bigint
                    AND ($2::bigint = ANY ($4::bigint[]) OR c.contact_person_id = ANY ($5::bigint[])) END
)
SELECT closure_id, version, extract(epoch FROM lower(during))::bigint AS from_at,
       extract(epoch FROM upper(during))::bigint AS to_at, kind, note, reason::text AS reason, contact_person_id,
       substitute_id, office_id, repeats, origin, origin = 'calendar' OR (contact_person_id IS NULL
           AND (office_id IS DISTINCT FROM $2::bigint OR $2::bigint <> ALL ($4::bigint[]))) AS fixed
FROM coming
WHERE nth = 1
ORDER BY during, closure_id
LIMIT 200
