/* office_services_save */
-- $1 authority  $2 canonical office file
INSERT INTO service AS s (authority_id, office_id, slug, position, active, leika, minutes, buffer_minutes, channels,
                          texts, questions)
SELECT o.authority_id, o.office_id, d.item ->> 'slug', d.place, true, d.item ->> 'leika',
       (d.item ->> 'minutes')::int, (d.item ->> 'buffer_minutes')::int,
       ARRAY(SELECT jsonb_array_elements_text(d.item -> 'channels'))::channel[], d.item -> 'texts',
       coalesce(d.item -> 'questions', '[]')
FROM office o, jsonb_array_elements($2::jsonb -> 'services') WITH ORDINALITY AS d (item, place)
WHERE o.authority_id = $1::int AND o.slug = $2::jsonb ->> 'slug'
ON CONFLICT ON CONSTRAINT service_slug DO UPDATE
SET position = excluded.position, active = true, leika = excluded.leika, minutes = excluded.minutes,
    buffer_minutes = excluded.buffer_minutes, channels = excluded.channels, texts = excluded.texts,
    questions = excluded.questions
WHERE (s.position, s.active, s.leika, s.minutes, s.buffer_minutes, s.channels, s.texts, s.questions)
      IS DISTINCT FROM (excluded.position, true, excluded.leika, excluded.minutes, excluded.buffer_minutes,
                        excluded.channels, excluded.texts, excluded.questions)
