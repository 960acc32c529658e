import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type Preferences, preferences, setPreferences, unsentPreferences } from './preferences.ts';
import { queryClient } from './query-client.ts';

type Me = ApiSchemas['Me'];
type KeptPreferences = ApiSchemas['Preferences'];

/** Of {@link sessionQuery}. */
const sessionKey = ['session'];
/** One after the other: the last choice is the last to come. */
let sending = Promise.resolve();

/** Changes how the person wants the console to be: here at once, and at the service, where other browsers take it up. */
export function choosePreferences(changed: Partial<Preferences>): void {
  const me = queryClient.getQueryData<Me | null>(sessionKey) ?? undefined;
  setPreferences(changed, me === undefined ? 'stranger' : { accountId: me.account.id });
  if (me !== undefined) sending = sending.then(send);
}

/** Takes up what the service keeps of whoever has signed in, unless they have chosen something here that it does not know yet. */
export function takeUpPreferences({ account, preferences: kept }: Me): void {
  const chooser = unsentPreferences();
  if (chooser === undefined && isSame(kept, toKept(preferences()))) return;
  if (typeof chooser === 'object' && chooser.accountId === account.id) {
    if (isSame(kept, toKept(preferences()))) setPreferences({});
    else sending = sending.then(send);
    return;
  }
  // Of strangers only the language is taken: they have chosen it at the door, a moment ago.
  const isAsked = chooser === 'stranger' && kept.language === 'auto' && preferences().language !== 'auto';
  const language = isAsked ? preferences().language : kept.language;
  setPreferences({ ...toOwn(kept), language }, isAsked ? { accountId: account.id } : undefined);
  if (isAsked) sending = sending.then(send);
}

/** What cannot be sent now is sent with the next choice, or when the page is loaded again. */
async function send(): Promise<void> {
  const chosen = preferences();
  if (unsentPreferences() === undefined) return;
  try {
    const kept = await api.call('PUT /me/preferences', { body: toKept(chosen) });
    // An answer that is on its way may tell of what was before.
    await queryClient.cancelQueries({ queryKey: sessionKey });
    queryClient.setQueryData<Me | null>(sessionKey, (me) => me && { ...me, preferences: kept });
    if (preferences() === chosen) setPreferences({});
  } catch {
    // It stays marked.
  }
}

const toKept = ({ language, theme, timeZone = 'auto' }: Preferences): KeptPreferences => ({
  language,
  theme,
  timeZone,
});

const toOwn = ({ language, theme, timeZone }: KeptPreferences): Preferences => ({
  language,
  theme,
  timeZone: timeZone === 'auto' ? undefined : timeZone,
});

const isSame = (one: KeptPreferences, other: KeptPreferences): boolean =>
  one.language === other.language && one.theme === other.theme && one.timeZone === other.timeZone;
