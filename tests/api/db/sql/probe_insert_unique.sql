/* probe_insert_unique */
-- Judged at commit only.
INSERT INTO probe (id, once) VALUES ($1::int, $2::int)
