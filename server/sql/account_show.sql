/* account_show */
-- What protects an account.  Secrets are hexadecimal.
-- $1 authority  $2 account
SELECT encode(a.totp_secret, 'hex') AS totp_secret,
       extract(epoch FROM a.totp_since)::bigint AS totp_since, a.password_hash,
       a.demo_password IS NOT NULL AS demo, a.subject IS NOT NULL AS sso,
       a.demo_password IS NULL AND EXISTS (
           SELECT FROM account_grant g
           WHERE g.authority_id = a.authority_id AND g.account_id = a.account_id
             AND g.role IN ('office_manager', 'administrator')) AS needs_totp,
       (SELECT count(*) FROM recovery_code r
        WHERE r.authority_id = a.authority_id AND r.account_id = a.account_id) AS recovery_codes
FROM account a
WHERE a.authority_id = $1::int AND a.account_id = $2::bigint
