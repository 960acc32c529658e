import { useCallback, useState } from 'react';
import { useChats } from '../../data/directory.ts';
import type { Directory } from './picker.tsx';

/** What things of a directory are called, as far as they were seen; an id where they were not. */
export function useKnownNames(integrationId: string, of: Directory, isAsked: boolean) {
  const [seen, setSeen] = useState<Readonly<Record<string, string>>>({});
  // Groups that were chosen earlier are mostly among the first.
  const chats = useChats({ id: integrationId, search: '', isAsked: isAsked && of === 'chats' });
  const listed = chats.data?.pages.flatMap(({ items }) => items) ?? [];
  const learn = useCallback((id: string, name: string) => setSeen((old) => ({ ...old, [id]: name })), []);
  const nameOf = (id: string): string => seen[id] ?? listed.find((one) => one.id === id)?.name ?? id;
  return { nameOf, learn };
}
