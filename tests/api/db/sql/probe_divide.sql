/* probe_divide */
SELECT 1 / $1::int AS quotient
