-- Figures of each service as the timer « figures » last counted them: the page of figures adds a few hundred rows up, however many requests there are.
CREATE TABLE figure (
  service       CHAR(4)      NOT NULL,
  kind          VARCHAR(8)   NOT NULL,             -- in, out: by month; state: what waits; step: time spent in a state; piece: asked again
  procedure_id  VARCHAR(64)  NOT NULL,
  what          VARCHAR(191) NOT NULL,             -- first day of a month ('' before the first one), a state, a piece
  n             BIGINT       NOT NULL,
  total         BIGINT       NOT NULL DEFAULT 0,   -- state: sum of the moments of deposit; step: seconds
  least         BIGINT       NOT NULL DEFAULT 0,   -- state: first moment of deposit
  PRIMARY KEY (service, kind, procedure_id, what)
) ENGINE=InnoDB;

CREATE TABLE figure_counted (
  service       CHAR(4)      NOT NULL,
  counted_utc_s BIGINT       NOT NULL,
  PRIMARY KEY (service)
) ENGINE=InnoDB;
