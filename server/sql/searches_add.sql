/* searches_add */
-- Searches that found nothing since they were added last.  $1 [{service_id, count}]
INSERT INTO figure_of_searches AS f (authority_id, office_id, service_id, day, empty)
SELECT s.authority_id, s.office_id, s.service_id, (now() AT TIME ZONE a.time_zone)::date, c.count
FROM jsonb_to_recordset($1::jsonb) AS c (service_id bigint, count bigint)
JOIN service s USING (service_id)
JOIN authority a USING (authority_id)
ON CONFLICT (authority_id, service_id, day) DO UPDATE SET empty = f.empty + excluded.empty
