/* holds_of */
-- Which of these holds are still held.  $1 authority  $2 hashes of their tokens
SELECT hold_token_hash::text AS hash, contact_person_id, service_id, extract(epoch FROM lower(during))::bigint AS from_at,
       floor(extract(epoch FROM hold_expires_at))::bigint AS expires_at
FROM reservation
WHERE authority_id = $1::int AND hold_token_hash = ANY ($2::bytea[]) AND released_at IS NULL
  AND hold_expires_at > now()
