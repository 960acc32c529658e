import { formatCount } from '../print/numbers.ts';
import type { RemoteTexts } from './remote-texts.ts';

/** What the commands say in English that ask a service elsewhere. */
export const enRemote: RemoteTexts = {
  name: 'name',
  state: 'state',
  schedule: 'schedule',
  due: 'due',
  why: 'why',
  pipeline: 'pipeline',
  pausedBy: 'paused by',
  tenant: 'tenant',
  modules: 'modules',
  trigger: 'trigger',
  began: 'began',
  ended: 'ended',
  rows: 'rows',
  noPipelines: 'The service has no pipelines.',
  pauseAll: {
    question: ({ total, totalIsAtLeast }) =>
      `Pause all active pipelines (${formatCount(total)}${totalIsAtLeast ? ' or more' : ''})?`,
    done: (count) => `Paused: ${formatCount(count)}.`,
  },
  resumeAll: {
    question: ({ total, totalIsAtLeast }) =>
      `Resume the pipelines that were paused together (${formatCount(total)}${totalIsAtLeast ? ' or more' : ''})?`,
    done: (count) => `Resumed: ${formatCount(count)}.`,
  },
  noRuns: 'There are no such runs.',
  noLines: 'The log is empty.',
  more: (shown, { total, totalIsAtLeast }) =>
    `${formatCount(shown)} of ${formatCount(total)}${totalIsAtLeast ? ' or more' : ''}; --limit shows more.`,
  begun: (run) => `Run ${run} waits or works; \`larkstream runs log ${run} --follow\` shows it.`,
  pipelineStates: { draft: 'draft', active: 'active', paused: 'paused' },
  runStates: {
    queued: 'queued',
    running: 'running',
    succeeded: 'succeeded',
    incomplete: 'incomplete',
    failed: 'failed',
    cancelled: 'cancelled',
  },
  schedules: { manual: 'manual', live: 'live', every: (minutes) => `${formatCount(minutes)} min` },
  triggers: { schedule: 'schedule', person: 'person', retry: 'retry', live: 'live', 'catch-up': 'catch-up' },
  kind: 'kind',
  action: 'what',
  changes: 'settings',
  kinds: { integration: 'integration', destination: 'destination', pipeline: 'pipeline', channel: 'channel' },
  actions: { create: 'create', change: 'change', nothing: 'nothing', keep: 'keep', delete: 'delete' },
  applied: ({ created, changed, deleted, unchanged }) =>
    `Created ${formatCount(created)}, changed ${formatCount(changed)}, deleted ${formatCount(deleted)}, left ${formatCount(unchanged)} as they were.`,
  wouldApply: ({ created, changed, deleted, unchanged }) =>
    `Would create ${formatCount(created)}, change ${formatCount(changed)}, delete ${formatCount(deleted)}, leave ${formatCount(unchanged)} as they are. Nothing was changed.`,
  keptApart: (count) =>
    `${formatCount(count)} more in the service stay as they are: no file names them. Only --prune would delete them.`,
  exported: ({ files, written, folder }) =>
    `Files in ${folder}: ${formatCount(files)}, of which written: ${formatCount(written)}.`,
  secretsApart: 'They hold no secret: `larkstream apply` takes secrets from the variables that they name.',
  leftFile: (file) => `${file} is not from this export; \`apply\` makes what it says. Delete it if that is gone.`,
  run: 'run',
  waitsFor: {
    pause: 'it is tried again after a pause',
    worker: 'no worker is there',
    live: 'the live run of the pipeline ends first',
    budget: 'another run of the same app works',
    turn: 'it waits for its turn',
  },
  noEvents: 'There are no such events.',
  app: 'app',
  platformId: "platform's id",
  at: 'when',
  step: 'what',
  by: 'by',
  payloadHidden: 'The payload is shown to operators only.',
  discarded: (count) =>
    count === 1 ? 'One delivery is discarded.' : `${formatCount(count)} deliveries are discarded.`,
  againForMore: 'There may be more: the same command goes on.',
  notSteered: {
    replay: 'Nothing was changed: the consumer has none of them, or somebody works on them at this moment.',
    retry: 'Nothing was changed: none of them is a dead letter.',
    discard: 'Nothing was changed: none of them is a dead letter.',
  },
  deliveryStates: {
    waiting: 'waiting',
    claimed: 'claimed',
    retrying: 'retrying',
    done: 'done',
    skipped: 'skipped',
    dead: 'dead',
  },
  traceSteps: {
    sent: 'sent',
    received: 'received',
    unreadable: 'unreadable',
    unwanted: 'wanted by nobody',
    replayed: 'replayed',
    retried: 'retried',
    discarded: 'discarded',
    done: 'done',
    skipped: 'skipped',
    dead: 'dead',
  },
};
