/* holidays_due */
-- Authorities whose public holidays are not yet closed as far as any office may
-- offer times.  Every Land keeps 26 December, so a year that has it was closed.
--
-- $1 true: all of them, whatever is there  $2 days ahead  $3 the last year that is known
WITH here AS (
    SELECT authority_id, federal_state, (now() AT TIME ZONE time_zone)::date AS today,
           least(extract(year FROM (now() AT TIME ZONE time_zone)::date + $2::int)::int, $3::int) AS through_year
    FROM authority
)
SELECT h.*
FROM here h
WHERE $1::boolean OR NOT EXISTS (
    SELECT FROM closure c
    WHERE c.authority_id = h.authority_id AND c.holiday_on = make_date(h.through_year, 12, 26))
ORDER BY h.authority_id
