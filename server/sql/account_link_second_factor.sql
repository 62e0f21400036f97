/* account_link_second_factor */
-- The link's owner has lost the phone: the second factor goes, all sessions with it; the password stays.
-- $1 authority  $2 hash of the token
WITH used AS (
    DELETE FROM account_link
    WHERE authority_id = $1::int AND token_hash = $2::bytea AND kind = 'second_factor' AND expires_at > now()
    RETURNING authority_id, account_id
), changed AS (
    UPDATE account a SET totp_secret = NULL, totp_since = NULL
    FROM used u
    WHERE a.authority_id = u.authority_id AND a.account_id = u.account_id AND a.state = 'active'
    RETURNING a.authority_id, a.account_id
), codes AS (
    DELETE FROM recovery_code r USING changed c
    WHERE r.authority_id = c.authority_id AND r.account_id = c.account_id
), sessions AS (
    DELETE FROM staff_session s USING changed c
    WHERE s.authority_id = c.authority_id AND s.account_id = c.account_id
)
SELECT audit(authority_id, account_id, NULL, 'reset_second_factor', 'account', account_id::text, NULL, NULL) AS audit_id
FROM changed
