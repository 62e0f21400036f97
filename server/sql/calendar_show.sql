/* calendar_show */
-- A contact person's calendar to subscribe to and external calendar.  $1 authority  $2 contact person
SELECT office_calendar_names(o.authority_id, o.office_id) AS calendar_names, f.token_hash IS NOT NULL AS feed,
       extract(epoch FROM f.made_at)::bigint AS made_at, b.version, b.kind, b.url, b.user_name,
       b.password IS NOT NULL AS has_password, extract(epoch FROM b.read_at)::bigint AS read_at,
       extract(epoch FROM b.failed_at)::bigint AS failed_at, b.failure
FROM contact_person p
JOIN office o USING (authority_id, office_id)
LEFT JOIN calendar_feed f USING (authority_id, contact_person_id)
LEFT JOIN busy_calendar b USING (authority_id, contact_person_id)
WHERE p.authority_id = $1::int AND p.contact_person_id = $2::bigint
