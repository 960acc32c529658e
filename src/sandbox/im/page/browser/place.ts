/** What is open, as the address of the page says it, so that it is still open when the page is loaded again. */
export interface Place {
  readonly as: string;
  readonly chat: string;
}

/** Of the address. */
export function readPlace(): Place {
  const named = new URLSearchParams(location.hash.slice(1));
  return { as: named.get('as') ?? '', chat: named.get('chat') ?? '' };
}

/** Puts it into the address. */
export function keepPlace({ as, chat }: Place): void {
  history.replaceState(null, '', `#${new URLSearchParams({ as, chat })}`);
}
