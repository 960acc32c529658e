import type { CommandName } from './texts/help-texts.ts';

/** What stands below the help of each command. */
export const examples: Readonly<Record<CommandName, readonly string[]>> = {
  demo: [
    'larkstream demo',
    'larkstream demo --live',
    'larkstream demo --service',
    'larkstream demo --keep ./demo',
    'larkstream demo --fast --lang zh',
  ],
  init: [
    'larkstream init',
    'larkstream init sales.yaml --force',
    'larkstream init --yes --region lark --app-id cli_a1b2c3d4e5f6 --modules contact,attendance',
  ],
  check: ['larkstream check', 'larkstream check sales.yaml --json'],
  doctor: ['larkstream doctor', 'larkstream doctor sales.yaml --json'],
  discover: ['larkstream discover', 'larkstream discover --json | jq -r .name'],
  sync: [
    'larkstream sync',
    "larkstream sync sales.yaml --streams 'approval_*' contact_users",
    'larkstream sync --full',
    'larkstream sync --since 2026-01-01 --exclude base_views',
    "larkstream sync --every 1h --on-failure 'mail -s failed ops@example.com'",
    'larkstream sync --dry-run',
    'larkstream sync --live',
    'larkstream sync --json | jq \'select(.event == "run")\'',
  ],
  status: ['larkstream status', 'larkstream status --limit 50 --json'],
  query: [
    "larkstream query 'SELECT status, count(*) FROM approval_instances GROUP BY status'",
    "larkstream query 'FROM contact_users' sales.yaml --limit 0 --json",
  ],
  preview: ['larkstream preview contact_users', 'larkstream preview base_records --limit 3'],
  reset: ['larkstream reset contact_users', "larkstream reset 'approval_*' sales.yaml --yes"],
  listen: [
    'larkstream listen',
    'larkstream listen sales.yaml hr.yaml',
    'larkstream listen --json | jq \'select(.event == "received")\'',
  ],
  events: [
    'larkstream events --state dead',
    'larkstream events replay dead --config sales.yaml',
    'larkstream events show f7984f25108f8137722bb63cee927e66 --json',
    'larkstream events --server https://larkstream.example.com --type im.message.receive_v1',
    'larkstream events retry ev_1024 --server https://larkstream.example.com',
  ],
  connection: ['larkstream connection reconnect', 'larkstream connection disconnect sales.yaml'],
  serve: [
    'larkstream serve',
    'larkstream serve --host 0.0.0.0 --public-url https://larkstream.example.com --proxies 10.0.0.0/8',
    'larkstream serve --store postgres://larkstream@db.example.com/larkstream --roles worker --slots 8 --run-memory 1024',
  ],
  admin: [
    'larkstream admin create alice@example.com --password-file /run/secrets/password',
    'larkstream admin reset',
    'larkstream admin reset alice@example.com',
  ],
  keys: [
    'larkstream keys rotate',
    'larkstream keys add',
    'larkstream keys rotate k2',
    'larkstream keys retire k1',
    'larkstream keys verify --json',
  ],
  backup: ['larkstream backup larkstream.backup', 'larkstream backup larkstream.backup --data /srv/larkstream'],
  restore: ['larkstream restore larkstream.backup --data /srv/larkstream-new'],
  adopt: ['larkstream adopt events.db', 'larkstream adopt events.db --data /srv/larkstream'],
  pipelines: [
    'larkstream pipelines --server https://larkstream.example.com',
    'larkstream pipelines activate Sales',
    'larkstream pipelines run Sales --full --follow',
    'larkstream pipelines pause pl_01jd8x0v9k3m5p7r2t4w',
  ],
  runs: [
    'larkstream runs --pipeline Sales --state failed --limit 5',
    'larkstream runs log run_01jd8x0v9k3m5p7r2t4w --follow',
    'larkstream runs cancel run_01jd8x0v9k3m5p7r2t4w',
  ],
  export: ['larkstream export service', 'larkstream export service --force --server https://larkstream.example.com'],
  apply: [
    'larkstream apply -f service --dry-run',
    'SALES_APP_SECRET=… larkstream apply -f service/integrations/sales.yaml',
    'larkstream apply -f larkstream.yaml',
  ],
  sandbox: [
    'larkstream sandbox --write-config sandbox.yaml',
    'larkstream sandbox --changes 2 --write-config sandbox.yaml',
    'larkstream sandbox --port 8080 --users 500 --limits off',
  ],
  spec: ['larkstream spec', 'larkstream spec --file > larkstream.schema.json'],
  completion: ['source <(larkstream completion bash)', 'larkstream completion fish | source'],
};
