/* feed */
-- What changed since the position $1: every row that a transaction wrote which
-- had not ended by then.  One statement, so one snapshot; its xmin is the next
-- position, and as_of an instant before it: what had been committed by then is told.
--
-- At position 0 all that is still to come for the contact persons $2, drawn together so that
-- a country's worth of it passes through little memory: claims per lane as pairs of from and to, each the
-- 16 hexadecimal digits of timestamptz_send() (microseconds since 2000); slots per person as "id from to
-- step channels kept {services} id from to ..." in ticks, the step in minutes, kept in hours, 0 for not.
-- With it go the reservations released since $3 (NULL: this very snapshot), since polls from there will
-- report those again.  Person by person (LATERAL), so that it is one walk through an index each, however many
-- there are; date_part() counts in double, at half the cost of extract(), which is numeric.
WITH here AS (
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS position
)
SELECT position, 'position' AS kind, NULL::bigint AS id, NULL::xid8 AS changed_in, NULL::bigint AS contact_person_id,
       NULL::bigint AS office_id, NULL::int AS authority_id, NULL::int AS lane, NULL::bigint AS from_at,
       NULL::bigint AS to_at, NULL::int AS step_minutes, NULL::int AS channels, NULL::bigint[] AS service_ids,
       NULL::int AS kept_until_hours, NULL::boolean AS gone, NULL AS spans,
       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS as_of
FROM here
UNION ALL
SELECT NULL, 'reservation', reservation_id, changed_in, contact_person_id, NULL, authority_id, lane,
       date_part('epoch', lower(during))::bigint, date_part('epoch', upper(during))::bigint,
       NULL, NULL, NULL, NULL, released_at IS NOT NULL, NULL, NULL
FROM reservation
WHERE $1::xid8 <> '0' AND changed_in >= $1::xid8
UNION ALL
SELECT NULL, 'slot', slot_id, changed_in, contact_person_id, NULL, authority_id, NULL,
       date_part('epoch', lower(during))::bigint, date_part('epoch', upper(during))::bigint,
       step_minutes, channel_mask(channels), service_ids, kept_until_hours, withdrawn_at IS NOT NULL, NULL, NULL
FROM slot
WHERE $1::xid8 <> '0' AND changed_in >= $1::xid8
UNION ALL
SELECT NULL, 'closure', closure_id, changed_in, contact_person_id, office_id, authority_id, NULL,
       date_part('epoch', lower(during))::bigint, date_part('epoch', upper(during))::bigint,
       NULL, NULL, NULL, NULL, withdrawn_at IS NOT NULL, NULL, NULL
FROM closure
WHERE $1::xid8 <> '0' AND changed_in >= $1::xid8
UNION ALL
SELECT NULL, 'busy', NULL, NULL, p.id, NULL, NULL, claims.lane, NULL, NULL, NULL, NULL, NULL, NULL, false,
       encode(claims.spans, 'hex'), NULL
FROM unnest($2::bigint[]) AS p (id), LATERAL (
    SELECT r.lane, string_agg(timestamptz_send(lower(r.during)) || timestamptz_send(upper(r.during)), '') AS spans
    FROM reservation r
    WHERE r.contact_person_id = p.id AND r.released_at IS NULL AND upper(r.during) > now()
    GROUP BY r.lane
) AS claims
WHERE $1::xid8 = '0'
UNION ALL
SELECT NULL, 'reservation', reservation_id, changed_in, contact_person_id, NULL, authority_id, lane,
       date_part('epoch', lower(during))::bigint, date_part('epoch', upper(during))::bigint,
       NULL, NULL, NULL, NULL, true, NULL, NULL
FROM reservation
WHERE $1::xid8 = '0' AND released_at IS NOT NULL AND changed_in >= coalesce($3::xid8, (SELECT position FROM here))
UNION ALL
SELECT NULL, 'slots', NULL, NULL, p.id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, slots.spans, NULL
FROM unnest($2::bigint[]) AS p (id), LATERAL (
    SELECT string_agg(concat_ws(' ', sl.slot_id, date_part('epoch', lower(sl.during))::bigint / 300,
                                date_part('epoch', upper(sl.during))::bigint / 300, sl.step_minutes,
                                channel_mask(sl.channels), coalesce(sl.kept_until_hours, 0), sl.service_ids), ' ') AS spans
    FROM slot sl
    WHERE sl.contact_person_id = p.id AND sl.withdrawn_at IS NULL AND upper(sl.during) > now()
) AS slots
WHERE $1::xid8 = '0'
UNION ALL
SELECT NULL, 'closure', closure_id, changed_in, contact_person_id, office_id, authority_id, NULL,
       date_part('epoch', lower(during))::bigint, date_part('epoch', upper(during))::bigint,
       NULL, NULL, NULL, NULL, false, NULL, NULL
FROM closure
WHERE $1::xid8 = '0' AND withdrawn_at IS NULL AND upper(during) > now()
  AND (contact_person_id IS NULL OR contact_person_id = ANY ($2::bigint[]))
UNION ALL
SELECT NULL, 'catalogue', NULL, changed_in, NULL, NULL, authority_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM catalogue_change
WHERE changed_in >= $1::xid8
