/* holidays_open */
-- Public holidays that somebody has decided to work on.  $1 authority
SELECT holiday_on FROM closure
WHERE authority_id = $1::int AND holiday_on IS NOT NULL AND withdrawn_at IS NOT NULL
