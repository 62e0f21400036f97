/* grant_withdraw */
-- Whoever is signed in with it has lost it at the next request.  No row: there is none such where
-- who asks has the right.
-- $1 authority  $2 account of who withdraws  $3 account  $4 grant  $5 offices  $6 whether the whole authority
WITH gone AS (
    DELETE FROM account_grant g
    WHERE g.authority_id = $1::int AND g.account_id = $3::bigint AND g.grant_id = $4::bigint AND g.from_group IS NULL
      AND ($6::boolean OR g.office_id = ANY ($5::bigint[]))
    RETURNING g.*
)
SELECT audit(authority_id, $2::bigint, office_id, 'withdraw', 'account', account_id::text,
             jsonb_build_object('role', role, 'office_id', office_id, 'contact_person_id', contact_person_id), NULL) AS audit_id
FROM gone
