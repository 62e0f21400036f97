/* account_leave_sso */
-- From now on an account belongs to nobody at the provider: what its groups brought goes, and
-- so do its sessions.  No row: there is no such account.
-- $1 authority's slug, '' for the only one  $2 email
WITH owner AS (
    UPDATE account a SET subject = NULL
    FROM authority t
    WHERE a.authority_id = t.authority_id AND lower(a.email) = lower($2)
      AND (t.slug = $1 OR $1 = '' AND (SELECT count(*) FROM authority) = 1)
    RETURNING a.authority_id, a.account_id
), withdrawn AS (
    DELETE FROM account_grant g USING owner o
    WHERE g.authority_id = o.authority_id AND g.account_id = o.account_id AND g.from_group IS NOT NULL
), sessions AS (
    DELETE FROM staff_session s USING owner o
    WHERE s.authority_id = o.authority_id AND s.account_id = o.account_id
)
SELECT audit(authority_id, NULL, NULL, 'leave_sso', 'account', account_id::text, NULL, NULL) FROM owner
