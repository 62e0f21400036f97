/* probe_echo */
SELECT $1::int AS number
