import type { Change } from '../../model/change.ts';
import { merge } from '../../util/merge.ts';
import type { Feed } from '../feed.ts';
import type { FeedRead } from '../feed-context.ts';
import type { GuardedColumns } from '../silent-columns.ts';
import { checkApproval } from './check.ts';
import { type ApprovalConfig, type ApprovalOptions, toConfig } from './config.ts';
import { readDefinitions } from './definitions.ts';
import { readInstances } from './instances.ts';
import { approvalMemory } from './memory.ts';
import { planApproval } from './plan.ts';
import { createApprovalRefresher } from './refresh.ts';
import { approvalScopes } from './scopes.ts';
import { approvalStreams, commentsStream, instancesStream, tasksStream, timelineStream } from './streams.ts';
import { subscribeApprovals } from './subscribe.ts';

/** Source: approval-v4/instance/get, field permissions. */
const guarded: readonly GuardedColumns[] = [instancesStream, tasksStream, timelineStream, commentsStream].map(
  ({ name }) => ({ stream: name, columns: ['user_id'], scopes: ['contact:user.employee_id:readonly'] }),
);

/**
 * Approval instances with everything that hangs on them, and their definitions. One slice for each approval code, named
 * by the code. Throws a `ConfigError` when `start_date` is no date.
 */
export function createApprovalFeed(given: ApprovalOptions): Feed {
  const settings = toConfig(given);
  return {
    module: 'approval',
    streams: approvalStreams,
    scopes: approvalScopes,
    guarded,
    check: (context) => checkApproval(settings, context),
    plan: (read) => planApproval(settings, read),
    read: (read) => readAll(settings, read),
    memory: approvalMemory,
    refresher: () => createApprovalRefresher(settings),
    subscribe: (context) => subscribeApprovals(settings, context),
  };
}

/** Definitions and instances have separate limits and are read at the same time; when one fails, the other is stopped. */
async function* readAll(settings: ApprovalConfig, read: FeedRead): AsyncGenerator<Change, void, void> {
  const stop = new AbortController();
  const linked = { ...read, signal: AbortSignal.any([read.signal, stop.signal]) };
  const guarded = (part: typeof readInstances) =>
    async function* (): AsyncGenerator<Change, void, void> {
      try {
        yield* part(settings, linked);
      } catch (reason) {
        stop.abort(reason);
        throw reason;
      }
    };
  yield* merge([readDefinitions, readInstances].map(guarded), { concurrency: 2 });
}
