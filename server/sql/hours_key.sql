/* hours_key */
-- A key for weekly hours to come, so that one batch can add them and release their slots.
SELECT nextval(pg_get_serial_sequence('weekly_hours', 'weekly_hours_id')) AS weekly_hours_id
