/* probe_star */
-- Its columns change while it is prepared.
SELECT * FROM probe_star
