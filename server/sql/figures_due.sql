/* figures_due */
-- Authorities whose day is still to be measured, from that local hour on; at once where nothing
-- was measured yet.
-- $1 hour  $2 slugs of authorities, '' for all
SELECT a.authority_id, (now() AT TIME ZONE a.time_zone)::date AS day
FROM authority a
WHERE (extract(hour FROM now() AT TIME ZONE a.time_zone) >= $1::int
       OR NOT EXISTS (SELECT FROM figure_measured m WHERE m.authority_id = a.authority_id))
  AND ($2 = '' OR a.slug = ANY (string_to_array($2, ',')))
  AND NOT EXISTS (SELECT FROM figure_measured m
                  WHERE m.authority_id = a.authority_id AND m.day = (now() AT TIME ZONE a.time_zone)::date)
