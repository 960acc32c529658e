import type { Migration } from '../../migrations/migration.ts';

/**
 * The tables of the service, beside those of events. Times are milliseconds since the epoch; `version` counts the changes of a row, so that
 * of two people who change it at once the second is told. Ids begin with their kind and sort by the time they were made.
 */
export const service: Migration = {
  name: '0001-service',
  tables: [],
  statements: () => [
    // One row: what ciphertexts are bound to, and whether somebody has set the service up.
    `CREATE TABLE service (
      id TEXT PRIMARY KEY,
      created_at BIGINT NOT NULL,
      set_up_at BIGINT
    )`,
    ...accounts,
    ...secrets,
    ...resources,
    ...runs,
    ...alerts,
    // What the API has answered to a creation: a repeat of the request gets the same.
    `CREATE TABLE idempotency (
      key TEXT NOT NULL,
      actor TEXT NOT NULL,
      request_hash TEXT NOT NULL,
      status INTEGER,
      answer JSONB,
      created_at BIGINT NOT NULL,
      PRIMARY KEY (actor, key)
    )`,
    // Signs for those who watch: which thing has changed. Old ones are deleted; who comes later reads the things themselves.
    `CREATE TABLE changes (
      seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      at BIGINT NOT NULL,
      topic TEXT NOT NULL,
      id TEXT NOT NULL,
      kind TEXT NOT NULL
    )`,
    'CREATE INDEX changes_at ON changes (at)',
  ],
};

const accounts = [
  `CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- What a person signs in with: a name and a password, or an identity of somebody else's keeping; never both.
    login TEXT UNIQUE,
    password TEXT,
    issuer TEXT,
    subject TEXT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    disabled_at BIGINT,
    signed_in_at BIGINT,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (issuer, subject)
  )`,
  'CREATE INDEX accounts_page ON accounts (created_at, id)',
  // Only hashes: who reads the table can't sign in with what is there.
  `CREATE TABLE sign_ins (
    hash TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    address TEXT,
    agent TEXT
  )`,
  'CREATE INDEX sign_ins_account ON sign_ins (account_id, created_at, id)',
  'CREATE INDEX sign_ins_expire ON sign_ins (expires_at)',
  `CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    role TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
  )`,
  'CREATE INDEX tokens_page ON tokens (created_at, id)',
  `CREATE TABLE setup_links (
    hash TEXT PRIMARY KEY,
    -- Whose password it sets; null for the first account.
    account_id TEXT REFERENCES accounts ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
  )`,
  // Wrong passwords, by account and by network.
  `CREATE TABLE failed_sign_ins (
    key TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    until BIGINT NOT NULL
  )`,
  `CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    actor_name TEXT,
    address TEXT,
    request_id TEXT,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT,
    -- What was changed, without secrets.
    detail JSONB NOT NULL
  )`,
  'CREATE INDEX audit_page ON audit (at, id)',
  'CREATE INDEX audit_object ON audit (object_id, at, id)',
];

const secrets = [
  `CREATE TABLE secrets (
    id TEXT PRIMARY KEY,
    owner_kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    -- Base64.
    wrapped_key TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- Believed until then beside a newer version, while a secret is being changed on the platform.
    retires_at BIGINT,
    UNIQUE (owner_kind, owner_id, name, version)
  )`,
  'CREATE INDEX secrets_key ON secrets (key_id)',
];

const resources = [
  `CREATE TABLE integrations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    region TEXT NOT NULL,
    base_url TEXT,
    kind TEXT NOT NULL,
    app_id TEXT NOT NULL,
    -- How its events come, and since when; the way before stays open until the first has come the new way.
    mode TEXT NOT NULL,
    mode_before TEXT,
    mode_since BIGINT NOT NULL,
    -- A person has said that no event is to come.
    disconnected_at BIGINT,
    settings JSONB NOT NULL,
    test JSONB,
    tested_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
  )`,
  'CREATE INDEX integrations_page ON integrations (created_at, id)',
  `CREATE TABLE destinations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    settings JSONB NOT NULL,
    test JSONB,
    tested_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
  )`,
  'CREATE INDEX destinations_page ON destinations (created_at, id)',
  `CREATE TABLE pipelines (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    integration_id TEXT NOT NULL REFERENCES integrations,
    tenant_key TEXT,
    destination_id TEXT REFERENCES destinations,
    modules JSONB NOT NULL,
    streams JSONB NOT NULL,
    schedule JSONB NOT NULL,
    state TEXT NOT NULL,
    -- Who has paused it, and why.
    paused_by TEXT,
    paused_why JSONB,
    -- Runs in a row that ended with something that a person must mend.
    config_failures INTEGER NOT NULL DEFAULT 0,
    -- Of the attempt that was begun last: what an earlier one still commits is refused by the destination.
    fence BIGINT NOT NULL DEFAULT 0,
    -- When it is due next; null unless it is active and has a schedule.
    due_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
  )`,
  'CREATE INDEX pipelines_page ON pipelines (created_at, id)',
  'CREATE INDEX pipelines_due ON pipelines (due_at) WHERE due_at IS NOT NULL',
  'CREATE INDEX pipelines_integration ON pipelines (integration_id)',
  'CREATE INDEX pipelines_destination ON pipelines (destination_id)',
];

const runs = [
  `CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    pipeline_id TEXT NOT NULL REFERENCES pipelines ON DELETE CASCADE,
    trigger TEXT NOT NULL,
    -- The run that it was begun again for.
    retry_of TEXT,
    requested_by TEXT,
    options JSONB NOT NULL,
    state TEXT NOT NULL,
    queued_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    cancel_asked_at BIGINT,
    -- The number of the attempt that may commit; what an earlier one still writes is refused.
    attempt INTEGER NOT NULL DEFAULT 0,
    progress JSONB,
    report JSONB,
    error JSONB
  )`,
  'CREATE INDEX runs_page ON runs (queued_at, id)',
  'CREATE INDEX runs_pipeline ON runs (pipeline_id, queued_at, id)',
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
    error JSONB,
    PRIMARY KEY (run_id, number)
  )`,
  `CREATE TABLE run_streams (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    stream TEXT NOT NULL,
    module TEXT NOT NULL,
    outcome TEXT NOT NULL,
    rows_inserted BIGINT NOT NULL,
    rows_updated BIGINT NOT NULL,
    rows_unchanged BIGINT NOT NULL,
    rows_deleted BIGINT NOT NULL,
    rows_unreadable BIGINT NOT NULL,
    errors JSONB NOT NULL,
    finished_at BIGINT NOT NULL,
    PRIMARY KEY (run_id, stream)
  )`,
  // When a stream was last read as a whole: found without reading all runs.
  'CREATE INDEX run_streams_stream ON run_streams (stream, outcome, finished_at)',
  `CREATE TABLE run_lines (
    run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    at BIGINT NOT NULL,
    level TEXT NOT NULL,
    message JSONB NOT NULL,
    PRIMARY KEY (run_id, seq)
  )`,
  // Processes of the service, and what they do.
  `CREATE TABLE members (
    id TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    program_version TEXT NOT NULL,
    roles JSONB NOT NULL,
    slots INTEGER NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    draining_since BIGINT
  )`,
  'CREATE INDEX members_seen ON members (seen_at)',
];

const alerts = [
  `CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    message JSONB NOT NULL,
    opened_at BIGINT NOT NULL,
    recovered_at BIGINT,
    silenced_until BIGINT
  )`,
  'CREATE INDEX alerts_page ON alerts (opened_at, id)',
  // Each is told once until it has recovered.
  'CREATE UNIQUE INDEX alerts_open ON alerts (kind, subject_id) WHERE recovered_at IS NULL',
  `CREATE TABLE alert_channels (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    settings JSONB NOT NULL,
    kinds JSONB NOT NULL,
    quiet_hours JSONB,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
  )`,
  // What is to be sent, and what became of it.
  `CREATE TABLE alert_sends (
    alert_id TEXT NOT NULL REFERENCES alerts ON DELETE CASCADE,
    channel_id TEXT NOT NULL REFERENCES alert_channels ON DELETE CASCADE,
    what TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at BIGINT NOT NULL,
    sent_at BIGINT,
    error JSONB,
    PRIMARY KEY (alert_id, channel_id, what)
  )`,
  'CREATE INDEX alert_sends_due ON alert_sends (next_at) WHERE sent_at IS NULL',
];
