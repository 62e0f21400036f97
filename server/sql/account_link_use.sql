/* account_link_use */
-- The link's owner has chosen a password: all links and all sessions of the account end.
-- $1 authority  $2 hash of the token  $3 password hash
WITH used AS (
    SELECT authority_id, account_id FROM account_link
    WHERE authority_id = $1::int AND token_hash = $2::bytea AND kind <> 'second_factor' AND expires_at > now()
    FOR UPDATE
), changed AS (
    UPDATE account a SET password_hash = $3, state = 'active'
    FROM used u
    WHERE a.authority_id = u.authority_id AND a.account_id = u.account_id AND a.state <> 'blocked'
    RETURNING a.authority_id, a.account_id
), links AS (
    DELETE FROM account_link l USING changed c
    WHERE l.authority_id = c.authority_id AND l.account_id = c.account_id
), sessions AS (
    DELETE FROM staff_session s USING changed c
    WHERE s.authority_id = c.authority_id AND s.account_id = c.account_id
)
SELECT audit(authority_id, account_id, NULL, 'set_password', 'account', account_id::text, NULL, NULL)
FROM changed
