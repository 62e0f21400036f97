/* demo_accounts */
-- The sign-ins that a demo county shows to everybody.
-- $1 authority
SELECT a.email, a.name, a.demo_password AS password, (array_agg(g.role ORDER BY g.role DESC))[1] AS role
FROM account a JOIN account_grant g USING (authority_id, account_id)
WHERE a.authority_id = $1::int AND a.demo_password IS NOT NULL AND a.state = 'active'
GROUP BY a.authority_id, a.account_id
ORDER BY a.account_id
