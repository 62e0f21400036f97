/* feed */
-- What changed since the position $1: every row that a transaction wrote which
-- had not ended by then.  One statement, so one snapshot; its xmin is the next
-- position.  Columns as in calendar_load.
SELECT pg_snapshot_xmin(pg_current_snapshot()) AS position, 'position' AS kind, NULL::bigint AS id,
       NULL::xid8 AS changed_in, NULL::bigint AS contact_person_id, NULL::bigint AS office_id,
       NULL::int AS authority_id, NULL::int AS lane, NULL::bigint AS from_at, NULL::bigint AS to_at,
       NULL::int AS step_minutes, NULL::int AS channels, NULL::bigint[] AS service_ids, NULL::boolean AS gone
UNION ALL
SELECT NULL, 'reservation', reservation_id, changed_in, contact_person_id, NULL, authority_id, lane,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint,
       NULL, NULL, NULL, released_at IS NOT NULL
FROM reservation WHERE changed_in >= $1::xid8
UNION ALL
SELECT NULL, 'slot', slot_id, changed_in, contact_person_id, NULL, authority_id, NULL,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint,
       step_minutes, channel_mask(channels), service_ids, withdrawn_at IS NOT NULL
FROM slot WHERE changed_in >= $1::xid8
UNION ALL
SELECT NULL, 'closure', closure_id, changed_in, contact_person_id, office_id, authority_id, NULL,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint,
       NULL, NULL, NULL, withdrawn_at IS NOT NULL
FROM closure WHERE changed_in >= $1::xid8
UNION ALL
SELECT NULL, 'catalogue', NULL, changed_in, NULL, NULL, authority_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM catalogue_change WHERE changed_in >= $1::xid8
