/* feed */
-- What changed since the position $1: every row that a transaction wrote which
-- had not ended by then.  With position 0, all that is still to come.  One
-- statement, so one snapshot; its xmin is the next position.
WITH now_at AS (
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS position
)
SELECT (SELECT position FROM now_at) AS position, 'start' AS kind, NULL::bigint AS id, NULL::xid8 AS changed_in,
       NULL::bigint AS contact_person_id, NULL::bigint AS office_id, NULL::int AS authority_id,
       NULL::int AS lane, NULL::bigint AS from_at, NULL::bigint AS to_at, NULL::int AS step_minutes,
       NULL::int AS channels, NULL::bigint[] AS service_ids, NULL::boolean AS gone, NULL::jsonb AS reason
UNION ALL
SELECT NULL, 'reservation', reservation_id, changed_in, contact_person_id, NULL, authority_id, lane,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint,
       NULL, NULL, NULL, released_at IS NOT NULL, NULL
FROM reservation
WHERE changed_in >= $1::xid8 AND $1::xid8 <> '0'
UNION ALL
SELECT NULL, 'reservation', reservation_id, changed_in, contact_person_id, NULL, authority_id, lane,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint,
       NULL, NULL, NULL, released_at IS NOT NULL, NULL
FROM reservation
WHERE $1::xid8 = '0'
  AND (released_at IS NULL AND upper(during) > now() OR changed_in >= (SELECT position FROM now_at))
UNION ALL
SELECT NULL, 'slot', slot_id, changed_in, contact_person_id, NULL, authority_id, NULL,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint, step_minutes,
       ('in_person' = ANY (channels))::int + ('phone' = ANY (channels))::int * 2 + ('video' = ANY (channels))::int * 4,
       service_ids, withdrawn_at IS NOT NULL, NULL
FROM slot
WHERE changed_in >= $1::xid8 AND ($1::xid8 <> '0' OR withdrawn_at IS NULL AND upper(during) > now())
UNION ALL
SELECT NULL, 'closure', closure_id, changed_in, contact_person_id, office_id, authority_id, NULL,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint,
       NULL, NULL, NULL, withdrawn_at IS NOT NULL, reason
FROM closure
WHERE changed_in >= $1::xid8 AND ($1::xid8 <> '0' OR withdrawn_at IS NULL AND upper(during) > now())
UNION ALL
SELECT NULL, 'catalogue', NULL, changed_in, NULL, NULL, authority_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM catalogue_change
WHERE changed_in >= $1::xid8
