/* service_save */
-- Add (no key) or change one.  No row: the version is an old one.  Of texts, what the page does not know stays; questions that
-- are not given stay.  Of a service that is made of a common one, texts are the office's own.
-- $1 authority  $2 account  $3 office  $4 service or NULL  $5 version  $6 what it is to be, as JSON
WITH wanted AS (
    SELECT d.*, ARRAY(SELECT jsonb_array_elements_text(d.channel_list)::channel) AS channels
    FROM jsonb_to_record($6::jsonb) AS d (slug text, common text, leika text, minutes int, buffer_minutes int, channel_list jsonb,
                                          texts jsonb, questions jsonb, active boolean)
), was AS MATERIALIZED (
    SELECT s.service_id, to_jsonb(s) - 'authority_id' - 'version' AS facts FROM service s
    WHERE s.authority_id = $1::int AND s.office_id = $3::bigint AND s.service_id = $4::bigint AND s.version = $5::int
    FOR UPDATE
), changed AS (
    UPDATE service s
    SET leika = d.leika, minutes = d.minutes, buffer_minutes = d.buffer_minutes, channels = d.channels,
        texts = s.texts || (
            SELECT coalesce(jsonb_object_agg(
                key, (coalesce(s.texts -> key, '{}') - '{name,summary,text,documents,documents_note,keywords,online_url}'::text[])
                     || value), '{}')
            FROM jsonb_each(d.texts)),
        own_texts = CASE WHEN s.own_texts IS NOT NULL THEN (
            SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(s.own_texts || d.texts) WHERE value <> '{}') END,
        questions = coalesce(d.questions, s.questions), active = d.active
    FROM wanted d, was w
    WHERE s.authority_id = $1::int AND s.service_id = w.service_id
    RETURNING s.service_id, to_jsonb(s) - 'authority_id' - 'version' AS facts
), added AS (
    INSERT INTO service (authority_id, office_id, slug, position, leika, minutes, buffer_minutes, channels, texts, questions,
                         common_service_id, own_texts)
    SELECT $1::int, $3::bigint, d.slug,
           (SELECT coalesce(max(position), 0) + 1 FROM service WHERE authority_id = $1::int AND office_id = $3::bigint),
           d.leika, d.minutes, d.buffer_minutes, d.channels, d.texts, coalesce(d.questions, '[]'),
           (SELECT c.common_service_id FROM common_service c WHERE c.authority_id = $1::int AND c.slug = d.common),
           CASE WHEN d.common IS NOT NULL THEN (
               SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(d.texts) WHERE value <> '{}') END
    FROM wanted d WHERE $4::bigint IS NULL
    RETURNING service_id, to_jsonb(service) - 'authority_id' - 'version' AS facts
), done AS (
    SELECT service_id, facts FROM changed UNION ALL SELECT service_id, facts FROM added
)
SELECT d.service_id,
       audit($1::int, $2::bigint, $3::bigint, CASE WHEN $4::bigint IS NULL THEN 'add' ELSE 'change' END, 'service',
             d.service_id::text, (SELECT w.facts FROM was w), d.facts) AS audit_id
FROM done d
