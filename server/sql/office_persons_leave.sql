/* office_persons_leave */
-- Contact persons whom the file no longer has: without a trace in calendars they
-- are deleted, else they become inactive.  $1 authority  $2 canonical office file
WITH gone AS (
    SELECT p.*, EXISTS (SELECT FROM reservation r WHERE r.authority_id = $1::int AND r.contact_person_id = p.contact_person_id)
             OR EXISTS (SELECT FROM slot s WHERE s.authority_id = $1::int AND s.contact_person_id = p.contact_person_id)
             OR EXISTS (SELECT FROM closure c WHERE c.authority_id = $1::int AND c.contact_person_id = p.contact_person_id)
             AS used
    FROM office o JOIN contact_person p USING (authority_id, office_id)
    WHERE o.authority_id = $1::int AND o.slug = $2::jsonb ->> 'slug' AND p.active
      AND p.slug NOT IN (SELECT d.slug FROM jsonb_to_recordset($2::jsonb -> 'contact_persons') AS d (slug text))
), deleted AS (
    DELETE FROM contact_person p USING gone g
    WHERE p.authority_id = $1::int AND p.contact_person_id = g.contact_person_id AND NOT g.used
)
UPDATE contact_person p SET active = false FROM gone g
WHERE p.authority_id = $1::int AND p.contact_person_id = g.contact_person_id AND g.used
