/* probe_prepared */
SELECT count(*) AS n FROM pg_prepared_statements WHERE name = $1
