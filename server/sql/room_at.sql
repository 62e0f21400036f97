/* room_at */
-- In which room an appointment would be; NULL: in that of the contact person.
-- $1 authority  $2 contact person  $3 service  $4 channel  $5 starts_at, in seconds
SELECT room_at($1::int, $2::bigint, $3::bigint, $4::channel, to_timestamp($5::bigint)) AS room
