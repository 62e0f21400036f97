/* account_link_show */
-- $1 authority  $2 hash of the token
SELECT l.kind, a.account_id, a.email, a.name
FROM account_link l JOIN account a USING (authority_id, account_id)
WHERE l.authority_id = $1::int AND l.token_hash = $2::bytea AND l.expires_at > now() AND a.state <> 'blocked'
