/* demo_sign_ins */
-- All accounts of the demo, for who starts the server.
SELECT a.email, a.demo_password AS password, min(g.role::text) AS role
FROM account a JOIN account_grant g USING (authority_id, account_id)
WHERE a.demo_password IS NOT NULL AND a.state = 'active'
GROUP BY a.authority_id, a.account_id
ORDER BY a.authority_id, a.account_id
