/* authority_lock */
-- One import at a time per authority, which may not exist yet.  $1 slug
SELECT pg_advisory_xact_lock(hashtextextended('amtstermin office import ' || $1, 0))
