/* change_uncovered */
-- Between change_begin and change_end: all bookings that lie outside of released time are asked
-- about, also those that did so before.
SELECT set_config('amtstermin.uncovered', '{}', true)
