import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isAway, isSignedOut } from './client.ts';
import { tellAnswered, tellAway } from './service-state.ts';

const retries = 3;
let onSignedOut = (): void => {};

/** What happens when the service says that nobody is signed in any more. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

/** Says so, for whoever asks the service without a query. */
export const tellSignedOut = (): void => onSignedOut();

function judge(thrown: unknown): void {
  if (isSignedOut(thrown)) onSignedOut();
  if (isAway(thrown)) tellAway();
}

/** What was read of the service. What changes there is read again by live updates, so nothing ages by itself. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: judge, onSuccess: tellAnswered }),
  mutationCache: new MutationCache({ onError: judge, onSuccess: tellAnswered }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // Only what may be there again soon is asked for again; a refusal stays one.
      retry: (count, thrown) => isAway(thrown) && count < retries,
      retryDelay: (count) => 500 * 2 ** count,
      refetchOnWindowFocus: true,
    },
  },
});
