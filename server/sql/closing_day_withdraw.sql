/* closing_day_withdraw */
-- No row when there is none of that version, or it is another office's.
-- $1 authority  $2 account  $3 office  $4 closure  $5 version  $6 also those of the whole authority
WITH gone AS (
    UPDATE closure c SET withdrawn_at = now()
    WHERE c.authority_id = $1::int AND c.closure_id = $4::bigint AND c.version = $5::int AND c.withdrawn_at IS NULL
      AND c.holiday_on IS NULL AND c.contact_person_id IS NULL AND c.origin = 'staff'
      AND (c.office_id = $3::bigint OR (c.office_id IS NULL AND $6::boolean))
    RETURNING c.closure_id, c.office_id, c.kind, c.note, c.reason, c.during
)
SELECT g.closure_id,
       audit($1::int, $2::bigint, $3::bigint, 'withdraw', 'closure', g.closure_id::text,
             jsonb_build_object('kind', g.kind, 'note', g.note, 'reason', g.reason, 'office_id', g.office_id,
                                'from_at', extract(epoch FROM lower(g.during))::bigint,
                                'to_at', extract(epoch FROM upper(g.during))::bigint), NULL) AS audit_id
FROM gone g
