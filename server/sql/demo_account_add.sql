/* demo_account_add */
-- An account everybody may try, at whatever authority there is alone.  A contact person's is
-- that of the first one, with the person's name; all other roles hold on every office at the top.
--
-- $1 email  $2 name  $3 role  $4 password  $5 its hash
WITH place AS (
    SELECT authority_id FROM authority WHERE (SELECT count(*) FROM authority) = 1
), person AS (
    SELECT p.authority_id, p.office_id, p.contact_person_id, p.name
    FROM place JOIN contact_person p USING (authority_id) JOIN office o USING (authority_id, office_id)
    WHERE o.state = 'live'
    ORDER BY o.position, o.office_id, p.contact_person_id
    LIMIT 1
), owner AS (
    INSERT INTO account (authority_id, email, name, state, password_hash, demo_password)
    SELECT authority_id, $1, CASE $3 WHEN 'contact_person' THEN (SELECT name FROM person) ELSE $2 END, 'active', $5, $4
    FROM place
    ON CONFLICT DO NOTHING
    RETURNING authority_id, account_id
)
INSERT INTO account_grant (authority_id, account_id, role, office_id, contact_person_id)
SELECT authority_id, account_id, $3::staff_role, NULL::bigint, NULL::bigint FROM owner WHERE $3 = 'administrator'
UNION ALL
SELECT w.authority_id, w.account_id, $3::staff_role, o.office_id, NULL
FROM owner w JOIN office o USING (authority_id)
WHERE $3 IN ('office_manager', 'front_desk') AND o.parent_id IS NULL
UNION ALL
SELECT w.authority_id, w.account_id, $3::staff_role, p.office_id, p.contact_person_id
FROM owner w JOIN person p USING (authority_id)
WHERE $3 = 'contact_person'
RETURNING account_id
