/* authority_export */
-- As an authority file.  $1 slug
SELECT a.authority_id, jsonb_strip_nulls(jsonb_build_object(
           'format', 'amtstermin-authority-1', 'slug', a.slug, 'hosts', a.hosts, 'federal_state', a.federal_state,
           'time_zone', a.time_zone, 'languages', a.languages, 'texts', a.texts, 'address', a.address,
           'phone', a.phone, 'email', a.email, 'links', a.links,
           'return_origins', a.return_origins, 'frame_origins', a.frame_origins,
           'theme', NULLIF(jsonb_strip_nulls(jsonb_build_object(
               'name', a.theme -> 'name', 'colours', a.theme -> 'colours',
               'logo', (SELECT jsonb_build_object('type', l.type, 'base64', translate(encode(l.bytes, 'base64'), E'\n', ''))
                        FROM authority_logo l
                        WHERE l.authority_id = a.authority_id AND l.hash = a.theme ->> 'logo'))), '{}'),
           'municipalities', (
               SELECT jsonb_agg(jsonb_build_object('key', m.key, 'name', m.name, 'postcode', m.postcode))
               FROM municipality m WHERE m.authority_id = a.authority_id),
           'closures', (
               SELECT jsonb_agg(jsonb_build_object(
                          'from', to_char(lower(c.during) AT TIME ZONE a.time_zone, 'YYYY-MM-DD"T"HH24:MI'),
                          'to', to_char(upper(c.during) AT TIME ZONE a.time_zone, 'YYYY-MM-DD"T"HH24:MI'),
                          'reason', texts_plain(c.reason)))
               FROM closure c
               WHERE c.authority_id = a.authority_id AND num_nonnulls(c.office_id, c.contact_person_id) = 0
                 AND c.holiday_on IS NULL AND c.withdrawn_at IS NULL),
           'common_services', (
               SELECT jsonb_agg(jsonb_build_object('slug', c.slug, 'leika', c.leika, 'texts', c.texts))
               FROM common_service c WHERE c.authority_id = a.authority_id)
       )) AS document
FROM authority a WHERE a.slug = $1
