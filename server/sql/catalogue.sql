/* catalogue */
-- Everything public pages are made of, one document per authority.  Made as json, which only puts text
-- together, not as jsonb, which would take it apart once more at every level.
SELECT a.authority_id, c.changed_in,
       json_build_object(
           'authority_id', a.authority_id, 'slug', a.slug, 'hosts', a.hosts, 'texts', a.texts,
           'address', a.address, 'phone', a.phone, 'email', a.email, 'federal_state', a.federal_state,
           'time_zone', a.time_zone, 'languages', a.languages, 'links', a.links, 'theme', a.theme,
           'logo', (
               SELECT jsonb_build_object('type', l.type, 'base64', encode(l.bytes, 'base64'))
               FROM authority_logo l WHERE l.authority_id = a.authority_id AND l.hash = a.theme ->> 'logo'),
           'return_origins', a.return_origins, 'frame_origins', array_to_string(a.frame_origins, ' '),
           'school_holidays', (
               SELECT coalesce(jsonb_agg(jsonb_build_object('name', h.name, 'from', h.from_day, 'to', h.to_day)
                                         ORDER BY h.from_day, h.to_day, h.name), '[]')
               FROM school_holiday h WHERE h.authority_id = a.authority_id),
           'municipalities', (
               SELECT coalesce(json_agg(json_build_object('key', m.key, 'name', m.name) ORDER BY m.name), '[]')
               FROM municipality m WHERE m.authority_id = a.authority_id),
           'offices', (
               SELECT coalesce(json_agg(to_json(o) ORDER BY o.position, o.office_id), '[]')
               FROM (SELECT o.*, (
                         SELECT json_object_agg(t.name, t.texts) FROM (
                             SELECT t.name, json_object_agg(t.language, json_build_object('subject', t.subject, 'body', t.body)) AS texts
                             FROM own_text_now t
                             WHERE t.authority_id = o.authority_id AND t.office_id = o.office_id
                             GROUP BY t.name) AS t) AS own_texts
                     FROM office o WHERE o.authority_id = a.authority_id) AS o),
           'services', (
               SELECT coalesce(json_agg(to_json(s) ORDER BY s.position, s.service_id), '[]')
               FROM service s WHERE s.authority_id = a.authority_id AND s.active),
           'contact_persons', (
               SELECT coalesce(json_agg(to_json(p) ORDER BY p.position, p.contact_person_id), '[]')
               FROM contact_person p WHERE p.authority_id = a.authority_id AND p.active),
           'responsibilities', (
               SELECT coalesce(json_agg(json_build_object(
                          'responsibility_id', r.responsibility_id, 'contact_person_id', r.contact_person_id,
                          'service_id', r.service_id, 'surname_from', r.surname_from, 'surname_to', r.surname_to,
                          'valid_from', r.valid_from, 'valid_until', r.valid_until, 'instead_of', r.instead_of,
                          'municipalities', (
                          SELECT coalesce(json_agg(rm.municipality_key), '[]')
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
