import type { AlertChannel } from '../../src/model/service/alert.ts';
import type { NewResource } from '../../src/model/service/resource.ts';

/** A channel as people make it; `given` says what matters to the test. */
export function newChannel(id: string, given: Partial<NewResource<AlertChannel>> = {}): NewResource<AlertChannel> {
  const settings = { url: 'https://example.com/alerts' };
  return {
    id,
    name: id,
    kind: 'url',
    language: 'en',
    settings,
    kinds: [],
    quietHours: undefined,
    createdAt: 1,
    ...given,
  };
}
