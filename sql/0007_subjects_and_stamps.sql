-- A request may be about another than the holder of the account, or about somebody the register does not know; a visa is validated once.

-- Names of the person the request is about, where they are not the register's under foreigner_number. NULL: they are.
ALTER TABLE dossier ADD COLUMN subject_birth_name VARCHAR(200) NULL, ADD COLUMN subject_usual_name VARCHAR(200) NULL, ADD COLUMN subject_given_names VARCHAR(300) NULL;

-- Day on which a visa was validated.
ALTER TABLE title ADD COLUMN validated_on DATE NULL;
