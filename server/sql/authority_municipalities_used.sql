/* authority_municipalities_used */
-- Municipalities that the file no longer has although somebody is responsible
-- for them: at most a few, for the message.  $1 canonical authority file
SELECT DISTINCT m.name, o.slug AS office
FROM authority a
JOIN municipality m USING (authority_id)
JOIN responsibility_municipality rm ON rm.authority_id = m.authority_id AND rm.municipality_key = m.key
JOIN responsibility r ON r.authority_id = rm.authority_id AND r.responsibility_id = rm.responsibility_id
JOIN service s ON s.authority_id = r.authority_id AND s.service_id = r.service_id
JOIN office o ON o.authority_id = s.authority_id AND o.office_id = s.office_id
WHERE a.slug = $1::jsonb ->> 'slug'
  AND m.key NOT IN (SELECT d.key FROM jsonb_to_recordset($1::jsonb -> 'municipalities') AS d (key text))
ORDER BY m.name, o.slug
LIMIT 1
