/* change_begin */
-- $1 authority  $2 office  $3 whose time is changed; NULL: of everybody in the office and below
SELECT change_begin($1::int, $2::bigint, $3::bigint[])
