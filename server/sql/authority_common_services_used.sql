/* authority_common_services_used */
-- One that the file no longer has although an office makes a service of it, for the message.
-- $1 canonical authority file
SELECT c.slug AS name, o.slug AS office
FROM authority a
JOIN common_service c USING (authority_id)
JOIN service s USING (authority_id, common_service_id)
JOIN office o ON o.authority_id = s.authority_id AND o.office_id = s.office_id
WHERE a.slug = $1::jsonb ->> 'slug'
  AND c.slug NOT IN (SELECT d.slug FROM jsonb_to_recordset($1::jsonb -> 'common_services') AS d (slug text))
ORDER BY c.slug, o.slug
LIMIT 1
