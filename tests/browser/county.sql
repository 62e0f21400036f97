-- A county with every pattern the pages have to show.  All people are invented.
INSERT INTO authority (slug, email, federal_state, languages, texts, address, phone, links) VALUES
('sbk', 'termine@landratsamt.example', 'BW', '{de,en}',
 '{"de": {"kind": "Landratsamt", "name": "Schwarzwald-Baar-Kreis", "phone_hours": ["Montag bis Freitag 8 bis 12 Uhr", "Donnerstag 14 bis 17 Uhr"]},
   "en": {"kind": "District Office", "name": "Schwarzwald-Baar-Kreis", "phone_hours": ["Monday to Friday 8 to 12"]}}',
 '{"building": "Landratsamt", "lines": ["Musterstraße 2", "78050 Villingen-Schwenningen"]}', '07721 0000-115',
 '{"imprint": "/impressum", "privacy": "/datenschutz", "accessibility": "/barrierefreiheit"}');
INSERT INTO municipality VALUES (1, '08326074', 'Villingen-Schwenningen', '78050'), (1, '08326012', 'Donaueschingen', '78166');

INSERT INTO office (authority_id, slug, state, texts, phone, email, address, change_deadline_minutes, position) VALUES
(1, 'sozialamt', 'draft', '{"de": {"name": "Sozialamt"}, "en": {"name": "Social Services"}}', '07721 0000-700', 'sozialamt@landratsamt.example',
 '{"building": "Landratsamt", "lines": ["Musterstraße 2", "78050 Villingen-Schwenningen"]}', 1440, 1);
INSERT INTO office (authority_id, slug, state, texts, parent_id, change_deadline_minutes, hold_minutes, position) VALUES
(1, 'wohngeld', 'live', '{"de": {"name": "Wohngeld", "summary": "Zuschuss zur Miete oder zu den Kosten der eigenen Wohnung.", "phone_hours": ["Montag bis Freitag 8 bis 12 Uhr"], "access": "Der Eingang ist stufenlos, ein Aufzug führt in alle Stockwerke."},
  "en": {"name": "Housing benefit", "summary": "Help with the rent or the costs of your own home.", "phone_hours": ["Monday to Friday 8 to 12"], "access": "Step-free entrance, lifts to all floors."}}', 1, 1440, 10, 2),
(1, 'schwerbehindertenrecht', 'live', '{"de": {"name": "Schwerbehindertenrecht und Nachteilsausgleiche", "summary": "Ausweis, Merkzeichen, Parkerleichterungen."}, "en": {"name": "Severe disability law"}}', 1, 43200, 2, 3),
(1, 'ausweise', 'live', '{"de": {"name": "Ausweise"}, "en": {"name": "Identity cards"}}', NULL, 1440, 10, 4);

INSERT INTO service (authority_id, office_id, slug, position, minutes, channels, texts, questions) VALUES
(1, 2, 'antrag', 1, 30, '{in_person,phone}',
 '{"de": {"name": "Wohngeld neu beantragen", "summary": "Zum ersten Mal oder nach einer Pause.", "documents": ["Personalausweis oder Pass", "Mietvertrag und letzte Mieterhöhung", "Nachweise über alle Einkommen im Haushalt"]},
   "en": {"name": "Apply for housing benefit", "summary": "For the first time, or again after a break.", "documents": ["Identity card or passport", "Rental contract", "Proof of all income"]}}',
 '[{"key": "housing", "type": "choice", "required": true, "texts": {"de": {"label": "Wie wohnen Sie?"}, "en": {"label": "How do you live?"}}, "choices": [{"value": "rent", "texts": {"de": {"label": "Zur Miete"}, "en": {"label": "Rented"}}}, {"value": "own", "texts": {"de": {"label": "Im eigenen Haus"}, "en": {"label": "My own home"}}}]},
   {"key": "since", "type": "date", "required": false, "texts": {"de": {"label": "Seit wann wohnen Sie dort?"}, "en": {"label": "Since when?"}}}]'),
(1, 2, 'beratung', 2, 20, '{in_person,phone,video}', '{"de": {"name": "Beratung zum Wohngeld und zu Mietschulden"}, "en": {"name": "Advice on housing benefit and rent arrears"}}', '[]'),
(1, 3, 'gemeinde', 1, 30, '{in_person}', '{"de": {"name": "Feststellung des Grades der Behinderung, Änderungsantrag oder Verlängerung des Schwerbehindertenausweises", "documents": ["Bescheid"]}, "en": {"name": "Change or extend the severe disability pass"}}', '[]'),
(1, 3, 'ausgebucht', 2, 30, '{video}', '{"de": {"name": "Parkerleichterung"}, "en": {"name": "Parking permit"}}', '[]');
-- Live, and without any service.
INSERT INTO contact_person (authority_id, office_id, slug, name, lanes, room, phone, video_url) VALUES
(1, 2, 'steinhuber', 'Annika Steinhuber', 1, '{"de": {"floor": "2. Stock", "room": "Zimmer 214"}, "en": {"floor": "2nd floor", "room": "Room 214"}}', '07721 0000-714', NULL),
(1, 2, 'benz', 'Beate Benz', 2, '{"de": {"floor": "2. Stock", "room": "Zimmer 215"}, "en": {"floor": "2nd floor", "room": "Room 215"}}', '', 'https://video.example/benz'),
(1, 2, 'lang', 'Wilhelmina Freifrau von Hohenlohe-Langenburg-Sigmaringen', 1, '{}', '', 'https://video.example/lang'),
(1, 3, 'aydin', 'Yusuf Aydın', 1, '{}', '', NULL);
INSERT INTO responsibility (authority_id, contact_person_id, service_id, surname_from, surname_to) VALUES
(1, 1, 1, 'A', 'Li'), (1, 2, 1, 'Lj', 'W'), (1, 2, 2, NULL, NULL), (1, 3, 2, NULL, NULL), (1, 4, 3, NULL, NULL), (1, 4, 4, NULL, NULL);
INSERT INTO responsibility_municipality VALUES (1, 5, '08326074');
-- Mornings from the day after tomorrow on, so that every time can still be changed in an office
-- with a deadline of one day, and all day with the first, of whom every test takes times of its own;
-- nobody waits for "ausgebucht".
INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels, service_ids)
SELECT 1, p, tstzrange((d + time '08:00') AT TIME ZONE 'Europe/Berlin', (d + CASE p WHEN 1 THEN time '18:00' ELSE time '12:00' END) AT TIME ZONE 'Europe/Berlin'), 30,
       CASE p WHEN 4 THEN '{in_person}' ELSE '{in_person,phone,video}' END::channel[], '{}'
FROM generate_series(2, 50) n, LATERAL (SELECT (now() AT TIME ZONE 'Europe/Berlin')::date + n) x(d), generate_series(1, 4) p
WHERE extract(isodow FROM d) < 6;
UPDATE office SET bookings_per_email = 100;
