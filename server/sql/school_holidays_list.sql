/* school_holidays_list */
-- $1 authority
SELECT school_holiday_id, name, from_day, to_day FROM school_holiday WHERE authority_id = $1::int
ORDER BY from_day, to_day, name
LIMIT 1000
