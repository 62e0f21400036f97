/* closures_extend */
-- Go on with closures that recur, until $1 days ahead: from the last of each series, unless that was
-- withdrawn or is over, which ends it.  Local times stay what they are when the clocks change; a
-- month, or a year, without that day is left out.
INSERT INTO closure (authority_id, office_id, contact_person_id, kind, note, reason, series, repeats, during)
SELECT l.authority_id, l.office_id, l.contact_person_id, l.kind, l.note, l.reason, l.series, l.repeats,
       tstzrange(l.again AT TIME ZONE l.time_zone, (l.again + (l.ends_at - l.starts_at)) AT TIME ZONE l.time_zone)
FROM (
    SELECT last.*, last.starts_at + nth * ('1 ' || last.repeats)::interval AS again
    FROM (
        SELECT DISTINCT ON (c.authority_id, c.series) c.*, a.time_zone, lower(c.during) AT TIME ZONE a.time_zone AS starts_at,
               upper(c.during) AT TIME ZONE a.time_zone AS ends_at
        FROM closure c JOIN authority a USING (authority_id)
        WHERE c.series IS NOT NULL
        ORDER BY c.authority_id, c.series, lower(c.during) DESC, c.closure_id DESC
    ) AS last, generate_series(1, 60) AS nth
    WHERE last.withdrawn_at IS NULL AND upper(last.during) > now()
) AS l
WHERE l.again < (now() AT TIME ZONE l.time_zone) + $1::int * interval '1 day'
  AND (l.repeats = 'week' OR extract(day FROM l.again) = extract(day FROM l.starts_at))
RETURNING closure_id
