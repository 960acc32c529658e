import type { z } from 'zod';
import type { JsonLine } from '../../../src/cli/wire/json-line.ts';
import { eventLines } from './event-lines.ts';
import { otherLines } from './other-lines.ts';
import { remoteLines } from './remote-lines.ts';
import { runLines } from './run-lines.ts';
import { serviceLines } from './service-lines.ts';

const all = [...runLines, ...otherLines, ...eventLines, ...serviceLines, ...remoteLines];

const nameOf = (schema: z.ZodObject): string => String([...(schema.shape.event._zod.values ?? [])][0]);

/** The schema of each kind of line of `--json`. */
export const lineSchemas: ReadonlyMap<string, z.ZodObject> = new Map(all.map((schema) => [nameOf(schema), schema]));

/** Every kind of line there is: one that has no schema does not compile. */
export const lineNames: { readonly [E in JsonLine['event']]: true } = {
  start: true,
  progress: true,
  warning: true,
  retry: true,
  incomplete: true,
  run: true,
  error: true,
  check: true,
  checked: true,
  advice: true,
  finding: true,
  stream: true,
  freshness: true,
  status: true,
  next: true,
  hook: true,
  planned: true,
  plan: true,
  row: true,
  query: true,
  begun: true,
  reset: true,
  init: true,
  sandbox: true,
  ready: true,
  connection: true,
  refused: true,
  skipped: true,
  dead_letter: true,
  subscriptions: true,
  batch: true,
  trouble: true,
  tenant: true,
  received: true,
  events: true,
  inbox: true,
  listed: true,
  replayed: true,
  commanded: true,
  completion: true,
  answer: true,
  serving: true,
  password_link: true,
  account_created: true,
  master_key: true,
  key_added: true,
  keys_rotated: true,
  key_retired: true,
  secret_unreadable: true,
  keys_verified: true,
  backed_up: true,
  restored: true,
  service_demo: true,
  remote_pipeline: true,
  remote_stream: true,
  remote_run: true,
  remote_line: true,
  remote_event: true,
  remote_trace: true,
  discarded: true,
  pipelines_together: true,
  remote_listed: true,
  exported_file: true,
  left_file: true,
  exported: true,
  planned_thing: true,
  applied: true,
  adopted: true,
};
