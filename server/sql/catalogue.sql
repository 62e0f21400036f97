/* catalogue */
-- Everything public pages are made of, one document per authority.
SELECT a.authority_id, c.changed_in,
       jsonb_build_object(
           'authority_id', a.authority_id, 'slug', a.slug, 'hosts', a.hosts, 'texts', a.texts,
           'address', a.address, 'phone', a.phone, 'email', a.email, 'federal_state', a.federal_state,
           'time_zone', a.time_zone, 'languages', a.languages, 'links', a.links, 'theme', a.theme,
           'return_origins', a.return_origins, 'frame_origins', array_to_string(a.frame_origins, ' '),
           'municipalities', (
               SELECT coalesce(jsonb_agg(jsonb_build_object('key', m.key, 'name', m.name) ORDER BY m.name), '[]')
               FROM municipality m WHERE m.authority_id = a.authority_id),
           'offices', (
               SELECT coalesce(jsonb_agg(to_jsonb(o) - 'authority_id' ORDER BY o.position, o.office_id), '[]')
               FROM office o WHERE o.authority_id = a.authority_id),
           'services', (
               SELECT coalesce(jsonb_agg(to_jsonb(s) - 'authority_id' ORDER BY s.position, s.service_id), '[]')
               FROM service s WHERE s.authority_id = a.authority_id AND s.active),
           'contact_persons', (
               SELECT coalesce(jsonb_agg(to_jsonb(p) - 'authority_id' ORDER BY p.position, p.contact_person_id), '[]')
               FROM contact_person p WHERE p.authority_id = a.authority_id AND p.active),
           'responsibilities', (
               SELECT coalesce(jsonb_agg(to_jsonb(r) - 'authority_id' || jsonb_build_object('municipalities', (
                          SELECT coalesce(jsonb_agg(rm.municipality_key), '[]')
                          FROM responsibility_municipality rm
                          WHERE rm.authority_id = r.authority_id
                            AND rm.responsibility_id = r.responsibility_id))
                      ORDER BY r.instead_of NULLS FIRST, r.responsibility_id), '[]')
               FROM (SELECT r.*, NULL::bigint AS instead_of FROM responsibility r WHERE r.authority_id = a.authority_id
                     UNION ALL
                     SELECT * FROM responsibilities_taken_over(a.authority_id)) AS r)
       ) AS document
FROM authority a LEFT JOIN catalogue_change c USING (authority_id)
WHERE $1 = '' OR a.slug = ANY (string_to_array($1, ','))
ORDER BY a.authority_id
