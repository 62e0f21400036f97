/* appointment_messages */
-- What was written to the citizen, the latest first; $1 authority  $2 booking
SELECT kind, floor(extract(epoch FROM created_at))::bigint AS created_at,
       CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN failed_at IS NOT NULL THEN 'failed' ELSE 'due' END AS state
FROM message
WHERE authority_id = $1::int AND booking_id = $2::bigint
ORDER BY message_id DESC
