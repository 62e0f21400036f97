/* office_services_save */
-- $1 authority  $2 canonical office file
INSERT INTO service AS s (authority_id, office_id, slug, position, active, leika, minutes, buffer_minutes, channels,
                          texts, questions, common_service_id, own_texts)
SELECT o.authority_id, o.office_id, d.item ->> 'slug', d.place, true, d.item ->> 'leika',
       (d.item ->> 'minutes')::int, (d.item ->> 'buffer_minutes')::int,
       ARRAY(SELECT jsonb_array_elements_text(d.item -> 'channels'))::channel[],
       coalesce(d.item -> 'texts', '{}'), coalesce(d.item -> 'questions', '[]'),
       (SELECT c.common_service_id FROM common_service c
        WHERE c.authority_id = o.authority_id AND c.slug = d.item ->> 'common'),
       CASE WHEN d.item ? 'common' THEN coalesce(d.item -> 'texts', '{}') END
FROM office o, jsonb_array_elements($2::jsonb -> 'services') WITH ORDINALITY AS d (item, place)
WHERE o.authority_id = $1::int AND o.slug = $2::jsonb ->> 'slug'
ON CONFLICT ON CONSTRAINT service_slug DO UPDATE
SET position = excluded.position, active = true, leika = excluded.leika, minutes = excluded.minutes,
    buffer_minutes = excluded.buffer_minutes, channels = excluded.channels, texts = excluded.texts,
    questions = excluded.questions, common_service_id = excluded.common_service_id, own_texts = excluded.own_texts
WHERE (s.position, s.active, s.leika, s.minutes, s.buffer_minutes, s.channels, s.texts, s.questions, s.common_service_id,
       s.own_texts)
      IS DISTINCT FROM (excluded.position, true, excluded.leika, excluded.minutes, excluded.buffer_minutes,
                        excluded.channels, excluded.texts, excluded.questions, excluded.common_service_id,
                        excluded.own_texts)
