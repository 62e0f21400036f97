/* accounts_list */
-- Accounts with what they may, as far as it lies where who asks has the right; by name.
--
-- $1 authority  $2 offices  $3 whether the whole authority  $4 part of a name or address, or ''
-- $5 office with those below it, or NULL  $6 role, or NULL  $7 the one account, or NULL  $8 how many at most
WITH RECURSIVE below AS (
    SELECT o.office_id FROM office o WHERE o.authority_id = $1::int AND o.office_id = $5::bigint
    UNION
    SELECT o.office_id FROM office o JOIN below b ON o.parent_id = b.office_id WHERE o.authority_id = $1::int
)
SELECT a.account_id, a.email, a.name, a.state, a.totp_secret IS NOT NULL AS totp, a.subject IS NOT NULL AS sso,
       a.demo_password IS NOT NULL AS demo,
       floor(extract(epoch FROM a.last_sign_in_at))::bigint AS seen_at,
       (SELECT floor(extract(epoch FROM max(l.expires_at)))::bigint FROM account_link l
        WHERE l.authority_id = a.authority_id AND l.account_id = a.account_id AND l.kind = 'set_up'
          AND l.expires_at > now()) AS invited_until,
       EXISTS (SELECT FROM account_grant g
               WHERE g.authority_id = a.authority_id AND g.account_id = a.account_id
                 AND g.role IN ('office_manager', 'administrator')) AS needs_totp,
       account_within(a.authority_id, a.account_id, $2::bigint[], $3::boolean) AS within,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', g.grant_id::text, 'role', g.role, 'office_id', g.office_id,
                                                     'contact_person_id', g.contact_person_id, 'group', g.from_group)
                                  ORDER BY g.role DESC, g.grant_id), '[]')
        FROM account_grant g
        WHERE g.authority_id = a.authority_id AND g.account_id = a.account_id
          AND ($3::boolean OR g.office_id = ANY ($2::bigint[]))) AS grants
FROM account a
WHERE a.authority_id = $1::int AND ($7::bigint IS NULL OR a.account_id = $7::bigint)
  AND ($4 = '' OR strpos(lower(a.name || ' ' || a.email), lower($4)) > 0)
  AND ($3::boolean AND $5::bigint IS NULL AND $6::text IS NULL
       OR EXISTS (SELECT FROM account_grant g
                  WHERE g.authority_id = a.authority_id AND g.account_id = a.account_id
                    AND ($3::boolean OR g.office_id = ANY ($2::bigint[]))
                    AND ($5::bigint IS NULL OR g.office_id IN (SELECT office_id FROM below))
                    AND ($6::text IS NULL OR g.role = $6::staff_role)))
ORDER BY a.state = 'blocked', lower(a.name), a.account_id
LIMIT $8::int
