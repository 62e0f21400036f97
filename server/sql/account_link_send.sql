/* account_link_send */
-- One more link by mail, in place of earlier ones of its kind: to set up an account that was
-- invited, or to reset the second factor of one in use.  No row: that account needs none, or
-- who asks has not all its rights.
-- $1 authority  $2 account of who asks  $3 account  $4 'set_up' or 'second_factor'  $5 hash of the token  $6 the token
-- $7 language  $8 lifetime in seconds  $9 offices  $10 whether the whole authority
WITH found AS (
    SELECT a.authority_id, a.account_id, a.email
    FROM account a
    WHERE a.authority_id = $1::int AND a.account_id = $3::bigint AND a.demo_password IS NULL
      AND CASE $4 WHEN 'set_up' THEN a.state = 'invited'
                  ELSE a.state = 'active' AND a.totp_secret IS NOT NULL AND a.subject IS NULL END
      AND account_within(a.authority_id, a.account_id, $9::bigint[], $10::boolean)
    FOR UPDATE
), old_links AS (
    DELETE FROM account_link l USING found f
    WHERE l.authority_id = f.authority_id AND l.account_id = f.account_id AND l.kind::text = $4
), linked AS (
    INSERT INTO account_link (authority_id, token_hash, account_id, kind, expires_at)
    SELECT authority_id, $5::bytea, account_id, $4::account_link_kind, now() + $8::int * interval '1 second' FROM found
), posted AS (
    INSERT INTO account_message (authority_id, account_id, kind, recipient, language, details)
    SELECT authority_id, account_id, $4::account_link_kind, email, $7,
           jsonb_build_object('token', $6::text, 'valid_until', extract(epoch FROM now())::bigint + $8::int)
    FROM found
)
SELECT audit(authority_id, $2::bigint, NULL, CASE $4 WHEN 'set_up' THEN 'invite_again' ELSE 'offer_second_factor_reset' END,
             'account', account_id::text, NULL, NULL) AS audit_id
FROM found
