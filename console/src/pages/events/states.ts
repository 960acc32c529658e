/** How an event stands with all who want it: the worst of them. */
export const eventStates = ['pending', 'done', 'dead', 'kept'] as const;
/** What narrows the list, by its names in the address. */
export const eventFilters = [
  'text',
  'state',
  'type',
  'person',
  'chat',
  'tenant',
  'integration',
  'pipeline',
  'trigger',
  'decision',
  'reason',
  'last',
  'since',
  'until',
] as const;
