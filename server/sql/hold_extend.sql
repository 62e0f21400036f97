/* hold_extend */
-- Once, by as long as it was held at first, and only while it is held.
-- $1 authority  $2 token hash
UPDATE reservation
SET hold_expires_at = now() + (hold_expires_at - claimed_at), hold_extended = true
WHERE authority_id = $1::int AND hold_token_hash = $2::bytea
  AND released_at IS NULL AND hold_expires_at > now() AND NOT hold_extended
RETURNING floor(extract(epoch FROM hold_expires_at))::bigint AS expires_at
