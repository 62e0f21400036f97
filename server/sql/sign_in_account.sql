/* sign_in_account */
-- What a password is held against.  Needs a second factor: whoever manages.
-- Accounts of the demo sign in where it is one, whatever the database holds.
-- Where there is a single sign-on, its accounts sign in by it alone.
-- $1 authority  $2 email  $3 whether this is a demo  $4 whether there is a single sign-on
SELECT a.account_id, a.password_hash, a.totp_secret IS NOT NULL AS has_totp,
       EXISTS (SELECT FROM account_grant g
               WHERE g.authority_id = a.authority_id AND g.account_id = a.account_id
                 AND g.role IN ('office_manager', 'administrator')) AND a.demo_password IS NULL AS needs_totp
FROM account a
WHERE a.authority_id = $1::int AND lower(a.email) = lower($2::text) AND a.state = 'active'
  AND ($3::boolean OR a.demo_password IS NULL) AND (a.subject IS NULL OR NOT $4::boolean)
