/* change_decide */
-- What staff decided about the bookings the change hits.  Each that is moved takes
-- the reservation held for it; when that is gone it stays where it is, and change_end
-- refuses.  About others than those hit nothing is decided.  Those that are kept no
-- longer count as hit.
--
-- $1 authority  $2 account  $3 [{id, decision, hold, link, token, tell}]  $4 text for the mail
WITH hit AS (
    SELECT b.*, d.decision, d.hold::bytea AS hold, d.link::bytea AS link, d.token, d.tell, r.during AS old_during,
           r.contact_person_id AS old_person, r.channel AS old_channel, r.minutes AS old_minutes,
           r.room AS old_room
    FROM change_hits($1::int) AS h (booking_id)
    JOIN jsonb_to_recordset($3::jsonb) AS d (id bigint, decision text, hold text, link text, token text, tell text)
      ON d.id = h.booking_id
    JOIN booking b ON b.authority_id = $1::int AND b.booking_id = h.booking_id
    JOIN reservation r ON r.authority_id = b.authority_id AND r.reservation_id = b.reservation_id
    FOR UPDATE OF b
), taken AS (
    UPDATE reservation r SET hold_expires_at = NULL
    FROM hit h
    WHERE h.decision = 'move' AND r.authority_id = h.authority_id AND r.hold_token_hash = h.hold
      AND r.released_at IS NULL AND r.hold_expires_at > now() AND r.service_id = h.service_id
    RETURNING r.*, h.booking_id
), closing AS (
    SELECT min(closure_id) AS closure_id FROM closure
    WHERE authority_id = $1::int AND changed_in = pg_current_xact_id() AND withdrawn_at IS NULL
), decided AS (
    UPDATE booking b
    SET reservation_id = coalesce(t.reservation_id, b.reservation_id),
        state = CASE h.decision WHEN 'cancel' THEN 'cancelled' ELSE b.state END,
        cancelled_at = CASE h.decision WHEN 'cancel' THEN now() END,
        outside = h.decision = 'keep',
        sequence = b.sequence + (h.decision <> 'keep')::int, changed_at = now(),
        call_due = CASE WHEN h.decision <> 'keep' AND b.email IS NULL THEN h.tell ELSE b.call_due END,
        call_closure_id = CASE WHEN h.decision <> 'keep' AND b.email IS NULL
                               THEN (SELECT closure_id FROM closing) ELSE b.call_closure_id END,
        told_at = CASE WHEN h.decision <> 'keep' THEN NULL ELSE b.told_at END
    FROM hit h LEFT JOIN taken t ON t.booking_id = h.booking_id
    WHERE b.authority_id = h.authority_id AND b.booking_id = h.booking_id
      AND (h.decision IN ('cancel', 'keep') OR t.reservation_id IS NOT NULL)
    RETURNING b.*, h.decision, h.link, h.token, h.old_during, h.reservation_id AS old_id,
              coalesce(t.contact_person_id, h.old_person) AS contact_person_id,
              coalesce(t.channel, h.old_channel) AS channel, coalesce(t.during, h.old_during) AS during,
              coalesce(t.minutes, h.old_minutes) AS minutes, coalesce(t.room, h.old_room) AS room
), let_go AS (
    UPDATE reservation r SET released_at = now()
    FROM decided d
    WHERE r.authority_id = d.authority_id AND r.reservation_id = d.old_id AND d.decision <> 'keep'
), linked AS (
    INSERT INTO manage_link (authority_id, token_hash, booking_id)
    SELECT authority_id, link, booking_id FROM decided
    WHERE decision <> 'keep' AND email IS NOT NULL
), posted AS (
    INSERT INTO message (authority_id, booking_id, kind, recipient, language, details)
    SELECT authority_id, booking_id, CASE decision WHEN 'move' THEN 'moved' ELSE 'cancelled' END::message_kind, email,
           language,
           jsonb_strip_nulls(jsonb_build_object('token', token, 'sequence', sequence, 'channel', channel,
               'contact_person_id', contact_person_id, 'from_at', extract(epoch FROM lower(during))::bigint,
               'minutes', minutes, 'room', room, 'text', $4::text, 'previous_from_at',
               CASE decision WHEN 'move' THEN extract(epoch FROM lower(old_during))::bigint END))
    FROM decided
    WHERE decision <> 'keep' AND email IS NOT NULL
), noted AS (
    SELECT audit($1::int, $2::bigint, office_id,
                 decision,
                 'booking', booking_id::text,
                 jsonb_build_object('from_at', extract(epoch FROM lower(old_during))::bigint),
                 jsonb_build_object('from_at', extract(epoch FROM lower(during))::bigint,
                                    'contact_person_id', contact_person_id)) AS id
    FROM decided
), settled AS (
    SELECT set_config('amtstermin.uncovered', (current_setting('amtstermin.uncovered')::bigint[]
               || array(SELECT booking_id FROM decided WHERE decision = 'keep'))::text, true) AS kept
)
SELECT booking_id, decision, email IS NOT NULL AS mailed,
       decision <> 'keep' AND email IS NULL AS to_call, (SELECT count(id) FROM noted) AS noted,
       (SELECT count(kept) FROM settled) AS settled
FROM decided
