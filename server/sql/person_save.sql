/* person_save */
-- Add (no key) or change one.  No row: the version is an old one.  Somebody with bookings ahead stays
-- active: `kept` says so, and nothing happened.
-- $1 authority  $2 account  $3 office  $4 contact person or NULL  $5 version  $6 what it is to be, as JSON
WITH wanted AS (
    SELECT d.* FROM jsonb_to_record($6::jsonb) AS d (slug text, name text, kind contact_kind, lanes int, room jsonb,
                                                    phone text, email text, video_url text, active boolean)
), was AS MATERIALIZED (
    SELECT p.*, to_jsonb(p) - 'authority_id' - 'version' AS facts, EXISTS (
               SELECT FROM reservation r JOIN booking b USING (authority_id, reservation_id)
               WHERE r.authority_id = p.authority_id AND r.contact_person_id = p.contact_person_id
                 AND b.state = 'confirmed' AND r.released_at IS NULL AND lower(r.during) > now()) AS booked
    FROM contact_person p
    WHERE p.authority_id = $1::int AND p.office_id = $3::bigint AND p.contact_person_id = $4::bigint
      AND p.version = $5::int
    FOR UPDATE OF p
), changed AS (
    UPDATE contact_person p
    SET name = d.name, kind = d.kind, lanes = d.lanes, room = d.room, phone = d.phone, email = d.email,
        video_url = d.video_url, active = d.active
    FROM wanted d, was w
    WHERE p.authority_id = $1::int AND p.contact_person_id = w.contact_person_id AND (d.active OR NOT w.booked)
    RETURNING p.contact_person_id, to_jsonb(p) - 'authority_id' - 'version' AS facts
), ended AS (
    UPDATE weekly_hours h SET ended_at = now()
    FROM changed c, wanted d
    WHERE h.authority_id = $1::int AND h.contact_person_id = c.contact_person_id AND NOT d.active AND h.ended_at IS NULL
), added AS (
    INSERT INTO contact_person (authority_id, office_id, slug, position, name, kind, lanes, room, phone, email, video_url)
    SELECT $1::int, $3::bigint, d.slug,
           (SELECT coalesce(max(position), 0) + 1 FROM contact_person
            WHERE authority_id = $1::int AND office_id = $3::bigint),
           d.name, d.kind, d.lanes, d.room, d.phone, d.email, d.video_url
    FROM wanted d WHERE $4::bigint IS NULL
    RETURNING contact_person_id, to_jsonb(contact_person) - 'authority_id' - 'version' AS facts
), done AS (
    SELECT contact_person_id, facts FROM changed UNION ALL SELECT contact_person_id, facts FROM added
)
SELECT d.contact_person_id, false AS kept,
       audit($1::int, $2::bigint, $3::bigint, CASE WHEN $4::bigint IS NULL THEN 'add' ELSE 'change' END, 'contact_person',
             d.contact_person_id::text, (SELECT w.facts FROM was w), d.facts) AS audit_id
FROM done d
UNION ALL
SELECT w.contact_person_id, true, NULL FROM was w, wanted d WHERE w.booked AND NOT d.active
