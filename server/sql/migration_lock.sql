/* migration_lock */
-- One run at a time.  Held by the session, so it ends with the connection.
SELECT pg_advisory_lock(hashtext('amtstermin migration'))
