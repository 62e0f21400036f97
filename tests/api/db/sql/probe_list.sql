/* probe_list */
SELECT id FROM probe ORDER BY id
