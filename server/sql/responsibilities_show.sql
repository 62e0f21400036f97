/* responsibilities_show */
-- What an office's responsibilities are made of, planned ones too, and apart from them what substitutes take over.  $1 authority  $2 office
SELECT responsibilities_version($1::int, $2::bigint) AS version,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'service_id', r.service_id, 'contact_person_id', r.contact_person_id, 'from', r.surname_from,
                   'to', r.surname_to, 'valid_from', r.valid_from, 'valid_until', r.valid_until, 'municipalities', (
                       SELECT coalesce(jsonb_agg(m.municipality_key ORDER BY m.municipality_key), '[]')
                       FROM responsibility_municipality m
                       WHERE m.authority_id = r.authority_id AND m.responsibility_id = r.responsibility_id))
               ORDER BY r.surname_from NULLS FIRST, r.responsibility_id), '[]')
        FROM responsibility r JOIN service s USING (authority_id, service_id)
        WHERE r.authority_id = $1::int AND s.office_id = $2::bigint AND s.active) AS rows,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'service_id', r.service_id, 'contact_person_id', r.contact_person_id, 'from', r.surname_from,
                   'to', r.surname_to, 'valid_from', r.valid_from, 'valid_until', r.valid_until,
                   'instead_of', r.instead_of, 'municipalities', (
                       SELECT coalesce(jsonb_agg(m.municipality_key ORDER BY m.municipality_key), '[]')
                       FROM responsibility_municipality m
                       WHERE m.authority_id = r.authority_id AND m.responsibility_id = r.responsibility_id))
               ORDER BY r.surname_from NULLS FIRST, r.responsibility_id), '[]')
        FROM responsibilities_taken_over($1::int) r JOIN service s USING (authority_id, service_id)
        WHERE s.office_id = $2::bigint AND s.active) AS taken_over
