/* session_show */
-- Who asks: the session of a cookie with its account and grants.  No row: there
-- is none, or it was idle too long, or its end has come, or the account is blocked.
--
-- $1 authority  $2 hash of the key  $3 idle seconds  $4 whether this is a demo
WITH found AS (
    SELECT s.* FROM staff_session s
    WHERE s.authority_id = $1::int AND s.key_hash = $2::bytea AND s.ends_at > now()
      AND s.last_seen_at > now() - $3::int * interval '1 second'
), touched AS ( -- not at every request
    UPDATE staff_session s SET last_seen_at = now()
    FROM found f
    WHERE s.authority_id = f.authority_id AND s.key_hash = f.key_hash
      AND f.last_seen_at < now() - interval '1 minute'
)
SELECT f.session_id, f.stage, a.account_id, a.name, a.email,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'office_id', g.office_id,
                                                     'contact_person_id', g.contact_person_id)
                                  ORDER BY g.grant_id), '[]')
        FROM account_grant g
        WHERE g.authority_id = a.authority_id AND g.account_id = a.account_id) AS grants
FROM found f JOIN account a USING (authority_id, account_id)
WHERE a.state = 'active' AND ($4::boolean OR a.demo_password IS NULL)
