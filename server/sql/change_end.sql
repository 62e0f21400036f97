/* change_end */
-- $1 authority  $2 only to see what it would do
SELECT change_end($1::int, $2::boolean)
