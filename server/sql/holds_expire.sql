/* holds_expire */
UPDATE reservation
SET released_at = now()
WHERE released_at IS NULL AND hold_expires_at <= now()
RETURNING reservation_id
