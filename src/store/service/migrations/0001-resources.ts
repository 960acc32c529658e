/** What people make. */
export const resources: readonly string[] = [
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
    settings TEXT NOT NULL,
    test TEXT,
    tested_at BIGINT,
    search TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
  )`,
  'CREATE INDEX integrations_page ON integrations (created_at, id) INCLUDE (search)',
  'CREATE INDEX integrations_region ON integrations (region, created_at, id)',
  `CREATE TABLE destinations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    settings TEXT NOT NULL,
    test TEXT,
    tested_at BIGINT,
    search TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
  )`,
  'CREATE INDEX destinations_page ON destinations (created_at, id) INCLUDE (search)',
  'CREATE INDEX destinations_type ON destinations (type, created_at, id)',
  `CREATE TABLE pipelines (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    integration_id TEXT NOT NULL REFERENCES integrations,
    tenant_key TEXT,
    destination_id TEXT REFERENCES destinations,
    modules TEXT NOT NULL,
    streams TEXT NOT NULL,
    schedule TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Who has paused it, and why.
    paused_by TEXT,
    paused_why TEXT,
    -- Runs in a row that ended with something that a person must mend.
    config_failures INTEGER NOT NULL DEFAULT 0,
    -- Of the attempt that was begun last: what an earlier one still commits is refused by the destination.
    fence BIGINT NOT NULL DEFAULT 0,
    -- When it is due next; null unless it is active and has a schedule.
    due_at BIGINT,
    search TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
  )`,
  'CREATE INDEX pipelines_page ON pipelines (created_at, id) INCLUDE (search)',
  'CREATE INDEX pipelines_state ON pipelines (state, created_at, id)',
  'CREATE INDEX pipelines_due ON pipelines (due_at, id) WHERE due_at IS NOT NULL',
  'CREATE INDEX pipelines_integration ON pipelines (integration_id, created_at, id)',
  'CREATE INDEX pipelines_destination ON pipelines (destination_id, created_at, id)',
  // Beside the inbox's table installations, which knows only that an app was installed: what has become of the tenant here.
  `CREATE TABLE service_installations (
    id TEXT PRIMARY KEY,
    integration_id TEXT NOT NULL REFERENCES integrations ON DELETE CASCADE,
    tenant_key TEXT NOT NULL,
    tenant_name TEXT,
    state TEXT NOT NULL,
    -- The pipeline draft that a claim link has made.
    pipeline_id TEXT REFERENCES pipelines ON DELETE SET NULL,
    -- Of the claim link that is out: only a hash, and until when it is good.
    claim_hash TEXT,
    claim_expires_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (integration_id, tenant_key)
  )`,
  'CREATE INDEX service_installations_page ON service_installations (created_at, id)',
  'CREATE INDEX service_installations_integration ON service_installations (integration_id, created_at, id)',
  'CREATE INDEX service_installations_state ON service_installations (state, created_at, id)',
  'CREATE INDEX service_installations_pipeline ON service_installations (pipeline_id) WHERE pipeline_id IS NOT NULL',
];
