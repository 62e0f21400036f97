/* office_state_save */
-- Another state.  To become live, the catalogue must still be the one that was judged, and what is
-- not in it must be there.  No row: the version is an old one, the state cannot follow on the one there
-- is, or it was not judged for what there is now.
-- $1 authority  $2 account (NULL: the jobs process)  $3 office  $4 version  $5 state  $6 states before
-- $7 successor (NULL: none)  $8 transaction of the catalogue that was judged
WITH was AS MATERIALIZED (
    SELECT o.office_id, o.state, o.successor_id
    FROM office o
    WHERE o.authority_id = $1::int AND o.office_id = $3::bigint AND o.version = $4::int
      AND o.state = ANY ($6::office_state[])
      AND ($5 <> 'live'
           OR EXISTS (SELECT FROM office_managers($1::int, $3::bigint) AS m WHERE m.second_factor)
              AND EXISTS (SELECT FROM test_mail t
                          WHERE t.authority_id = $1::int AND t.office_id = $3::bigint AND t.sent_at IS NOT NULL))
    FOR NO KEY UPDATE
), judged AS MATERIALIZED (
    SELECT FROM catalogue_change c, was
    WHERE c.authority_id = $1::int AND c.changed_in::text = $8
    FOR UPDATE OF c
), changed AS (
    UPDATE office o
    SET state = $5::office_state, successor_id = $7::bigint, live_at = NULL, live_missed = NULL
    FROM was
    WHERE o.authority_id = $1::int AND o.office_id = was.office_id
      AND ($5 <> 'live' OR EXISTS (SELECT FROM judged))
    RETURNING o.office_id, o.state, o.successor_id
)
SELECT audit($1::int, $2::bigint, $3::bigint, 'state', 'office', $3::text,
             jsonb_strip_nulls(jsonb_build_object('state', was.state, 'successor', b.slug)),
             jsonb_strip_nulls(jsonb_build_object('state', c.state, 'successor', n.slug))) AS audit_id
FROM changed c JOIN was USING (office_id)
LEFT JOIN office b ON b.authority_id = $1::int AND b.office_id = was.successor_id
LEFT JOIN office n ON n.authority_id = $1::int AND n.office_id = c.successor_id
