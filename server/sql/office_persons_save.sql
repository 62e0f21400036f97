/* office_persons_save */
-- $1 authority  $2 canonical office file
INSERT INTO contact_person AS p (authority_id, office_id, slug, position, active, kind, name, lanes, room, phone, email,
                                 video_url)
SELECT o.authority_id, o.office_id, d.item ->> 'slug', d.place, true, (d.item ->> 'kind')::contact_kind,
       d.item ->> 'name', (d.item ->> 'lanes')::int, coalesce(d.item -> 'room', '{}'),
       coalesce(d.item ->> 'phone', ''), coalesce(d.item ->> 'email', ''), d.item ->> 'video_url'
FROM office o, jsonb_array_elements($2::jsonb -> 'contact_persons') WITH ORDINALITY AS d (item, place)
WHERE o.authority_id = $1::int AND o.slug = $2::jsonb ->> 'slug'
ON CONFLICT ON CONSTRAINT contact_person_slug DO UPDATE
SET position = excluded.position, active = true, kind = excluded.kind, name = excluded.name, lanes = excluded.lanes,
    room = excluded.room, phone = excluded.phone, email = excluded.email, video_url = excluded.video_url
WHERE (p.position, p.active, p.kind, p.name, p.lanes, p.room, p.phone, p.email, p.video_url)
      IS DISTINCT FROM (excluded.position, true, excluded.kind, excluded.name, excluded.lanes, excluded.room,
                        excluded.phone, excluded.email, excluded.video_url)
