/* change_uncovered */
-- Between change_begin and change_end: all bookings that lie outside of released time though nobody
-- decided so are asked about, also those that did so before.
-- $1 authority
SELECT set_config('amtstermin.uncovered',
                  array(SELECT bookings_shut_out($1::int, current_setting('amtstermin.persons')::bigint[]))::text, true)
