/** Who may come in, what they did, and what is sealed. */
export const accounts: readonly string[] = [
  `CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    -- What a person signs in with: a name and a password, or an identity of somebody else's keeping; never both.
    login TEXT UNIQUE,
    password TEXT,
    issuer TEXT,
    subject TEXT,
    disabled_at BIGINT,
    signed_in_at BIGINT,
    search TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    UNIQUE (issuer, subject)
  )`,
  'CREATE INDEX accounts_page ON accounts (created_at, id) INCLUDE (search)',
  'CREATE INDEX accounts_role ON accounts (role, created_at, id) INCLUDE (disabled_at)',
  // Only hashes: who reads the table can't sign in with what is there.
  `CREATE TABLE sign_ins (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
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
  'CREATE INDEX tokens_account ON tokens (account_id, created_at, id)',
  // Who else proves who somebody is. What a provider is asked with is sealed in `secrets`.
  `CREATE TABLE sign_in_providers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    is_enabled INTEGER NOT NULL,
    settings TEXT NOT NULL,
    default_role TEXT,
    group_roles TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1
  )`,
  'CREATE INDEX sign_in_providers_page ON sign_in_providers (created_at, id)',
  `CREATE TABLE setup_links (
    hash TEXT PRIMARY KEY,
    -- Whose password it sets; null for the first account.
    account_id TEXT REFERENCES accounts ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
  )`,
  'CREATE INDEX setup_links_account ON setup_links (account_id)',
  'CREATE INDEX setup_links_expire ON setup_links (expires_at)',
  // Wrong passwords, by account and by network.
  `CREATE TABLE failed_sign_ins (
    key TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    until BIGINT NOT NULL
  )`,
  'CREATE INDEX failed_sign_ins_until ON failed_sign_ins (until)',
  `CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    actor_name TEXT NOT NULL,
    address TEXT,
    request_id TEXT,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT,
    -- What was changed, without secrets.
    detail TEXT NOT NULL
  )`,
  'CREATE INDEX audit_page ON audit (at, id)',
  'CREATE INDEX audit_object ON audit (object_id, at, id)',
  'CREATE INDEX audit_actor ON audit (actor_id, at, id)',
  'CREATE INDEX audit_action ON audit (action, at, id)',
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
  'CREATE INDEX secrets_retire ON secrets (retires_at) WHERE retires_at IS NOT NULL',
];
