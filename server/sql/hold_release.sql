/* hold_release */
-- Give the time back; a confirmed one is not a hold any more; $1 authority  $2 token hash
UPDATE reservation
SET released_at = now()
WHERE authority_id = $1::int AND hold_token_hash = $2::bytea
  AND released_at IS NULL AND hold_expires_at IS NOT NULL
RETURNING floor(extract(epoch FROM hold_expires_at))::bigint AS expires_at
