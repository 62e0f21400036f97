/* change_begin */
-- $1 authority  $2 office  $3 whose time is changed; NULL: of everybody in the office and below; without an office, of
-- everybody
SELECT change_begin($1::int, $2::bigint, CASE WHEN $2 IS NULL THEN ARRAY(
    SELECT contact_person_id FROM contact_person WHERE authority_id = $1::int) ELSE $3::bigint[] END)
