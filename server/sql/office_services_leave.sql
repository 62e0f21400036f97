/* office_services_leave */
-- Services that the file no longer has: those that nothing refers to are deleted,
-- else they become inactive.  $1 authority  $2 canonical office file
WITH gone AS (
    SELECT s.*, EXISTS (SELECT FROM reservation r WHERE r.authority_id = $1::int AND r.service_id = s.service_id)
             OR EXISTS (SELECT FROM booking b WHERE b.authority_id = $1::int AND b.service_id = s.service_id)
             OR EXISTS (SELECT FROM slot x WHERE x.authority_id = $1::int AND s.service_id = ANY (x.service_ids))
             OR EXISTS (SELECT FROM weekly_hours w WHERE w.authority_id = $1::int AND s.service_id = ANY (w.service_ids))
             AS used
    FROM office o JOIN service s USING (authority_id, office_id)
    WHERE o.authority_id = $1::int AND o.slug = $2::jsonb ->> 'slug' AND s.active
      AND s.slug NOT IN (SELECT d.slug FROM jsonb_to_recordset($2::jsonb -> 'services') AS d (slug text))
), deleted AS (
    DELETE FROM service s USING gone g
    WHERE s.authority_id = $1::int AND s.service_id = g.service_id AND NOT g.used
)
UPDATE service s SET active = false FROM gone g
WHERE s.authority_id = $1::int AND s.service_id = g.service_id AND g.used
