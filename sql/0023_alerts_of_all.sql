-- Alerts of every service, or of more than are named one by one: what waits by its age, what was treated the latest first.
ALTER TABLE alert
  ADD KEY alert_all (done_utc_s, created_utc_s, id, service, kind), LOCK=NONE;
