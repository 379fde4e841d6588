-- What a request paid and proved with is given back when it ends without a title: found by the request.

ALTER TABLE estamp ADD KEY estamp_dossier (dossier);
ALTER TABLE ephoto ADD KEY ephoto_dossier (dossier);
