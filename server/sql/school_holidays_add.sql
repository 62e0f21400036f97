/* school_holidays_add */
-- What is there already stays as it is.  $1 authority  $2 account  $3 office  $4 [{name, from, to}]
WITH added AS (
    INSERT INTO school_holiday (authority_id, name, from_day, to_day)
    SELECT $1::int, d.name, d."from", d."to"
    FROM jsonb_to_recordset($4::jsonb) AS d (name text, "from" date, "to" date)
    ON CONFLICT DO NOTHING
    RETURNING name, from_day, to_day
)
SELECT count(*) AS added,
       CASE WHEN count(*) > 0 THEN
           audit($1::int, $2::bigint, $3::bigint, 'add', 'school_holidays', $1::int::text, NULL,
                 jsonb_agg(jsonb_build_object('name', a.name, 'from', a.from_day, 'to', a.to_day)
                           ORDER BY a.from_day, a.name)) END AS audit_id
FROM added a
