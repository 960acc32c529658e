import { accountRequests } from './good/account-requests.ts';
import { alertRequests } from './good/alert-requests.ts';
import { conversationRequests } from './good/conversation-requests.ts';
import { eventRequests } from './good/event-requests.ts';
import type { GoodRequests } from './good/good-request.ts';
import { installationRequests } from './good/installation-requests.ts';
import { keyRequests } from './good/key-requests.ts';
import { resourceRequests } from './good/resource-requests.ts';
import { runRequests } from './good/run-requests.ts';
import { signInRequests } from './good/sign-in-requests.ts';
import { triggerRequests } from './good/trigger-requests.ts';
import { workerRequests } from './good/worker-requests.ts';

/**
 * How to call each route well, for the tests that walk all of them. A route that is missing here fails them. `Idempotency-Key` is added where
 * the kind of the route asks for it.
 */
export const goodRequests: GoodRequests = {
  ...accountRequests,
  ...alertRequests,
  ...conversationRequests,
  ...eventRequests,
  ...installationRequests,
  ...keyRequests,
  ...resourceRequests,
  ...runRequests,
  ...signInRequests,
  ...triggerRequests,
  ...workerRequests,
};
