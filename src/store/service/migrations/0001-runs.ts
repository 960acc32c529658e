/** What goes on: runs, the processes that do them, and what people are told. */
export const runs: readonly string[] = [
  `CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    pipeline_id TEXT NOT NULL REFERENCES pipelines ON DELETE CASCADE,
    trigger TEXT NOT NULL,
    -- The run that it was begun again for.
    retry_of TEXT,
    requested_by TEXT,
    options TEXT NOT NULL,
    state TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    cancel_asked_at BIGINT,
    -- The number of the attempt that may commit; what an earlier one still writes is refused.
    attempt INTEGER NOT NULL DEFAULT 0,
    -- The number of the last line of its log.
    last_line INTEGER NOT NULL DEFAULT 0,
    progress TEXT,
    report TEXT,
    error TEXT
  )`,
  'CREATE INDEX runs_page ON runs (queued_at, id)',
  'CREATE INDEX runs_pipeline ON runs (pipeline_id, queued_at, id)',
  'CREATE INDEX runs_state ON runs (state, queued_at, id)',
  'CREATE INDEX runs_trigger ON runs (trigger, queued_at, id)',
  'CREATE INDEX runs_finished ON runs (finished_at) WHERE finished_at IS NOT NULL',
  // Of one pipeline one run waits or works at a time.
  `CREATE UNIQUE INDEX runs_open ON runs (pipeline_id) WHERE state IN ('queued', 'running')`,
  `CREATE TABLE attempts (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    number INTEGER NOT NULL,
    worker TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    finished_at BIGINT,
    state TEXT NOT NULL,
    error TEXT,
    PRIMARY KEY (run_id, number)
  )`,
  `CREATE TABLE run_lines (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    at BIGINT NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
  )`,
  'CREATE INDEX run_lines_at ON run_lines (at)',
  // Processes of the service, and what they do.
  `CREATE TABLE members (
    id TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    program_version TEXT NOT NULL,
    roles TEXT NOT NULL,
    slots INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    draining_since BIGINT
  )`,
  `CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    message TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    recovered_at BIGINT,
    silenced_until BIGINT
  )`,
  'CREATE INDEX alerts_page ON alerts (opened_at, id)',
  'CREATE INDEX alerts_kind ON alerts (kind, opened_at, id)',
  'CREATE INDEX alerts_subject ON alerts (subject_id, opened_at, id)',
  'CREATE INDEX alerts_recovered ON alerts (recovered_at) WHERE recovered_at IS NOT NULL',
  // Each is told once until it has recovered.
  'CREATE UNIQUE INDEX alerts_open ON alerts (kind, subject_id) WHERE recovered_at IS NULL',
  `CREATE TABLE alert_channels (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    settings TEXT NOT NULL,
    kinds TEXT NOT NULL,
    quiet_hours TEXT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
  )`,
  'CREATE INDEX alert_channels_page ON alert_channels (created_at, id)',
  // What is to be sent, and what became of it. Without a next time it is given up.
  `CREATE TABLE alert_sends (
    alert_id TEXT NOT NULL REFERENCES alerts ON DELETE CASCADE,
    channel_id TEXT NOT NULL REFERENCES alert_channels ON DELETE CASCADE,
    what TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at BIGINT,
    sent_at BIGINT,
    error TEXT,
    PRIMARY KEY (alert_id, channel_id, what)
  )`,
  'CREATE INDEX alert_sends_due ON alert_sends (next_at) WHERE sent_at IS NULL AND next_at IS NOT NULL',
  'CREATE INDEX alert_sends_channel ON alert_sends (channel_id)',
];
