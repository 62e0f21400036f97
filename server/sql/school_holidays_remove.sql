/* school_holidays_remove */
-- $1 authority  $2 account  $3 office  $4 which (NULL: all)
WITH gone AS (
    DELETE FROM school_holiday
    WHERE authority_id = $1::int AND ($4::bigint IS NULL OR school_holiday_id = $4::bigint)
    RETURNING name, from_day, to_day
)
SELECT count(*) AS gone,
       CASE WHEN count(*) > 0 THEN
           audit($1::int, $2::bigint, $3::bigint, 'remove', 'school_holidays', $1::int::text,
                 jsonb_agg(jsonb_build_object('name', g.name, 'from', g.from_day, 'to', g.to_day)
                           ORDER BY g.from_day, g.name), NULL) END AS audit_id
FROM gone g
