/* common_service_list */
-- The authority's common services by name, each with the services that offices make of it.  $1 authority
SELECT c.common_service_id, c.slug, c.leika, c.texts, c.version,
       (SELECT count(DISTINCT s.office_id) FROM service s
        WHERE s.authority_id = c.authority_id AND s.common_service_id = c.common_service_id AND s.active) AS offices,
       (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'service_id', s.service_id::text, 'texts', s.texts, 'active', s.active, 'own', s.own_texts <> '{}',
                   'office', o.slug, 'office_texts', o.texts) ORDER BY o.position, o.office_id, s.service_id), '[]')
        FROM service s JOIN office o USING (authority_id, office_id)
        WHERE s.authority_id = c.authority_id AND s.common_service_id = c.common_service_id) AS offered
FROM common_service c JOIN authority a USING (authority_id)
WHERE c.authority_id = $1::int
ORDER BY c.texts -> a.languages[1] ->> 'name', c.common_service_id
