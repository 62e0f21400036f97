/* closing_day_add */
-- $1 authority  $2 account  $3 office of the page  $4 office that is closed (NULL: all)  $5 reason {LANG: text}
-- $6 when
WITH added AS (
    INSERT INTO closure (authority_id, office_id, kind, reason, during)
    VALUES ($1::int, $4::bigint, 'closed', texts_named($5::jsonb), $6::tstzrange)
    RETURNING closure_id, office_id, kind, reason, during
)
SELECT a.closure_id,
       audit($1::int, $2::bigint, $3::bigint, 'add', 'closure', a.closure_id::text, NULL,
             jsonb_build_object('kind', a.kind, 'note', '', 'reason', a.reason, 'office_id', a.office_id,
                                'from_at', extract(epoch FROM lower(a.during))::bigint,
                                'to_at', extract(epoch FROM upper(a.during))::bigint)) AS audit_id
FROM added a
