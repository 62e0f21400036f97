/* ping */
-- Whether this server takes writes: a standby answers, but cannot book.
SELECT NOT pg_is_in_recovery() AS writable
