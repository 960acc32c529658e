import type { Integration } from '../../model/service/integration.ts';

/** Derived from its last test, never set by hand. */
export type IntegrationState = 'unverified' | 'ok' | 'degraded' | 'failing';

export function integrationState({ test }: Pick<Integration, 'test'>): IntegrationState {
  if (test === undefined) return 'unverified';
  const isSeen = (outcome: string): boolean => test.lines.some((line) => line.outcome === outcome);
  return isSeen('failed') ? 'failing' : isSeen('warning') ? 'degraded' : 'ok';
}
