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
  trigger: 'trigger',
  began: 'began',
  ended: 'ended',
  rows: 'rows',
  noPipelines: 'The service has no pipelines.',
  noRuns: 'There are no such runs.',
  noLines: 'The log is empty.',
  more: (shown, total) => `${formatCount(shown)} of ${formatCount(total)}; --limit shows more.`,
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
  kinds: { integration: 'integration', destination: 'destination', pipeline: 'pipeline' },
  actions: { create: 'create', change: 'change', nothing: 'nothing', keep: 'keep', delete: 'delete' },
  applied: ({ created, changed, deleted, unchanged }) =>
    `Created ${formatCount(created)}, changed ${formatCount(changed)}, deleted ${formatCount(deleted)}, left ${formatCount(unchanged)} as they were.`,
  wouldApply: ({ created, changed, deleted, unchanged }) =>
    `Would create ${formatCount(created)}, change ${formatCount(changed)}, delete ${formatCount(deleted)}, leave ${formatCount(unchanged)} as they are. Nothing was changed.`,
  keptApart: (count) => `No file names ${formatCount(count)} more in the service; --prune deletes what no file names.`,
  exported: ({ files, written, folder }) =>
    `Files in ${folder}: ${formatCount(files)}, of which written: ${formatCount(written)}.`,
  secretsApart: 'They hold no secret: `larkstream apply` takes secrets from the variables that they name.',
};
