/* calendar_load */
-- All that is still to come for the contact persons $2 (NULL: everybody), in the
-- form of the change feed, so that the feed can go on from here.  It also tells
-- which reservations were released since the position $1 (NULL: that of this
-- very snapshot), since the feed will report those again.
WITH here AS (
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS position
)
SELECT position, 'position' AS kind, NULL::bigint AS id,
       NULL::xid8 AS changed_in, NULL::bigint AS contact_person_id, NULL::bigint AS office_id,
       NULL::int AS authority_id, NULL::int AS lane, NULL::bigint AS from_at, NULL::bigint AS to_at,
       NULL::int AS step_minutes, NULL::int AS channels, NULL::bigint[] AS service_ids, NULL::boolean AS gone
FROM here
UNION ALL
SELECT NULL, 'reservation', reservation_id, changed_in, contact_person_id, NULL, authority_id, lane,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint,
       NULL, NULL, NULL, false
FROM reservation
WHERE released_at IS NULL AND upper(during) > now()
  AND ($2::bigint[] IS NULL OR contact_person_id = ANY ($2::bigint[]))
UNION ALL
SELECT NULL, 'reservation', reservation_id, changed_in, contact_person_id, NULL, authority_id, lane,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint,
       NULL, NULL, NULL, true
FROM reservation
WHERE released_at IS NOT NULL AND changed_in >= coalesce($1::xid8, (SELECT position FROM here))
UNION ALL
SELECT NULL, 'slot', slot_id, changed_in, contact_person_id, NULL, authority_id, NULL,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint,
       step_minutes, channel_mask(channels), service_ids, false
FROM slot
WHERE withdrawn_at IS NULL AND upper(during) > now()
  AND ($2::bigint[] IS NULL OR contact_person_id = ANY ($2::bigint[]))
UNION ALL
SELECT NULL, 'closure', closure_id, changed_in, contact_person_id, office_id, authority_id, NULL,
       extract(epoch FROM lower(during))::bigint, extract(epoch FROM upper(during))::bigint,
       NULL, NULL, NULL, false
FROM closure
WHERE withdrawn_at IS NULL AND upper(during) > now()
  AND ($2::bigint[] IS NULL OR contact_person_id = ANY ($2::bigint[]) OR contact_person_id IS NULL)
