-- The secret of a second factor that is being set up follows from the session's key: showing it
-- writes nothing.

ALTER TABLE account DROP COLUMN totp_pending;
