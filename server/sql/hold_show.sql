/* hold_show */
-- The hold a token opens, in whatever state; $1 authority  $2 token hash
SELECT reservation_id, hold_token_hash::text AS hash, contact_person_id, service_id, channel, lane, minutes, room,
       extract(epoch FROM lower(during))::bigint AS from_at, extract(epoch FROM upper(during))::bigint AS to_at,
       floor(extract(epoch FROM hold_expires_at))::bigint AS expires_at, hold_extended,
       released_at IS NULL AND hold_expires_at > now() AS held,
       released_at IS NULL AND hold_expires_at IS NULL AS confirmed
FROM reservation
WHERE authority_id = $1::int AND hold_token_hash = $2::bytea
