import type { FeedMemory } from '../feed-memory.ts';
import { readChangesState } from './changes/state.ts';
import { readState } from './state.ts';

/** A state that is lost is no failure: it costs another read from the start date. */
export const approvalMemory: FeedMemory = {
  isReadable: (state) => readState(state) !== undefined || readChangesState(state) !== undefined,
  costs: {
    en: 'This run reads each instance since `start_date` again, with one call each.',
    zh: '本次运行会重新读取 `start_date` 以来的每个审批实例，每个一次调用。',
  },
};
