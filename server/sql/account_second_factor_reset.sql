/* account_second_factor_reset */
-- Somebody lost the phone and the recovery codes: the next sign-in needs the password alone, and
-- sets up a new second factor where one is required.  No row: there is no such account.
-- $1 authority's slug, '' for the only one  $2 email
WITH owner AS (
    UPDATE account a SET totp_secret = NULL, totp_since = NULL
    FROM authority t
    WHERE a.authority_id = t.authority_id AND lower(a.email) = lower($2)
      AND (t.slug = $1 OR $1 = '' AND (SELECT count(*) FROM authority) = 1)
    RETURNING a.authority_id, a.account_id
), codes AS (
    DELETE FROM recovery_code r USING owner o
    WHERE r.authority_id = o.authority_id AND r.account_id = o.account_id
), sessions AS (
    DELETE FROM staff_session s USING owner o
    WHERE s.authority_id = o.authority_id AND s.account_id = o.account_id
)
SELECT audit(authority_id, NULL, NULL, 'reset_second_factor', 'account', account_id::text, NULL, NULL) FROM owner
