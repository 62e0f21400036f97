/* account_forgot */
-- One more link by mail for whoever owns the address; no more than one in two minutes.
-- $1 authority  $2 email  $3 hash of the token  $4 the token  $5 language  $6 lifetime in seconds
-- $7 whether there is a single sign-on, whose accounts have no password
WITH found AS (
    SELECT a.authority_id, a.account_id, a.email,
           CASE a.state WHEN 'invited' THEN 'set_up' ELSE 'reset' END::account_link_kind AS kind
    FROM account a
    WHERE a.authority_id = $1::int AND lower(a.email) = lower($2::text) AND a.state <> 'blocked'
      AND a.demo_password IS NULL AND (a.subject IS NULL OR NOT $7::boolean)
      AND NOT EXISTS (SELECT FROM account_message m
                      WHERE m.authority_id = a.authority_id AND m.account_id = a.account_id
                        AND m.created_at > now() - interval '2 minutes')
), old_links AS (
    DELETE FROM account_link WHERE authority_id = $1::int AND expires_at < now()
), linked AS (
    INSERT INTO account_link (authority_id, token_hash, account_id, kind, expires_at)
    SELECT authority_id, $3::bytea, account_id, kind, now() + $6::int * interval '1 second' FROM found
)
INSERT INTO account_message (authority_id, account_id, kind, recipient, language, details)
SELECT authority_id, account_id, kind, email, $5, jsonb_build_object('token', $4::text, 'valid_until', extract(epoch FROM now())::bigint + $6::int)
FROM found
RETURNING account_message_id
