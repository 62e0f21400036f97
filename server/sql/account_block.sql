/* account_block */
-- Block an account: its sessions, links and mails end with it.  Or let it in again.  No row: there
-- is none to block where who asks has all its rights, or it is their own.
-- $1 authority  $2 account of who blocks  $3 account  $4 whether to block  $5 offices  $6 whether the whole authority
WITH changed AS (
    UPDATE account a
    SET state = CASE WHEN $4::boolean THEN 'blocked'
                     WHEN num_nonnulls(a.password_hash, a.subject, a.demo_password) > 0 THEN 'active'
                     ELSE 'invited' END::account_state
    WHERE a.authority_id = $1::int AND a.account_id = $3::bigint AND a.account_id <> $2::bigint
      AND (a.state = 'blocked') <> $4::boolean
      AND account_within(a.authority_id, a.account_id, $5::bigint[], $6::boolean)
    RETURNING a.authority_id, a.account_id
), sessions AS (
    DELETE FROM staff_session s USING changed c
    WHERE s.authority_id = c.authority_id AND s.account_id = c.account_id
), links AS (
    DELETE FROM account_link l USING changed c
    WHERE l.authority_id = c.authority_id AND l.account_id = c.account_id
), unsent AS (
    UPDATE account_message m SET failed_at = now(), last_error = 'blocked', recipient = NULL, details = NULL
    FROM changed c
    WHERE m.authority_id = c.authority_id AND m.account_id = c.account_id AND num_nonnulls(m.sent_at, m.failed_at) = 0
)
SELECT audit(authority_id, $2::bigint, NULL, CASE WHEN $4::boolean THEN 'block' ELSE 'unblock' END, 'account',
             account_id::text, NULL, NULL) AS audit_id
FROM changed
