/* probe_insert */
INSERT INTO probe (id) VALUES ($1::int)
