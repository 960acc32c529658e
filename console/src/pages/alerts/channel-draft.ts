import type { AlertChannel, NewAlertChannel } from '../../data/alert-channels.ts';

/** A channel while it is filled in. */
export interface ChannelDraft {
  readonly name: string;
  readonly kind: AlertChannel['kind'];
  readonly language: AlertChannel['language'];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly kinds: AlertChannel['kinds'];
  readonly quietHours: AlertChannel['quietHours'];
  /** Undefined: the one that is kept stays. */
  readonly secret: string | undefined;
}

/** The secret that a kind of channel has. */
export const secretOf = { mail: 'password', url: 'signing_key', lark: undefined } as const;

const usualMail = { port: 465, security: 'tls' };

/** Settings that a new channel of a kind begins with. */
export const beginningOf = (kind: AlertChannel['kind']): ChannelDraft['settings'] => (kind === 'mail' ? usualMail : {});

/** What is there, or a new one in the language of the person. */
export function draftOf(before: AlertChannel | undefined, language: AlertChannel['language']): ChannelDraft {
  if (before !== undefined) {
    const { name, kind, settings, kinds, quietHours } = before;
    return { name, kind, settings, kinds, quietHours, language: before.language, secret: undefined };
  }
  return { name: '', kind: 'lark', language, settings: {}, kinds: [], quietHours: null, secret: undefined };
}

/** As the API takes it: what is empty is not there. */
export function channelOf({ secret, settings, kinds, name, ...draft }: ChannelDraft): NewAlertChannel {
  const secretName = secretOf[draft.kind];
  const filled = Object.entries(settings).filter(([, value]) => value !== '' && value !== undefined);
  return {
    ...draft,
    name: name.trim(),
    kinds: [...kinds],
    settings: Object.fromEntries(filled),
    secrets: secretName === undefined || secret === undefined || secret === '' ? {} : { [secretName]: secret },
  };
}

/** A key to sign with: 32 random bytes. */
export function newSigningKey(): string {
  return `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`;
}
