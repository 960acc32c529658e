import type { Alert } from '../../data/alerts.ts';

/** Where the cause of an alert is seen; undefined where no page shows it. */
export function placeOf({ kind, subjectKind, subjectId }: Alert): string | undefined {
  if (kind === 'events.dead')
    return subjectKind === 'pipeline' ? `/events?state=dead&pipeline=${subjectId}` : '/events?state=dead';
  if (kind === 'run.failed') return `/runs?pipeline=${subjectId}&state=failed`;
  if (subjectKind === 'pipeline') return `/pipelines/${subjectId}`;
  if (subjectKind === 'trigger') return `/triggers/${subjectId}`;
  if (subjectKind === 'handler') return `/handlers/${subjectId}`;
  if (subjectKind === 'worker') return `/workers?id=${subjectId}`;
  if (subjectKind === 'integration') return `/integrations/${subjectId}`;
  return undefined;
}
