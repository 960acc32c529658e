import type { Secret } from '../../model/secret.ts';
import type { HandlerSettings } from './handler-settings.ts';

/** A secret that a handler has: its name in the vault, and whether it cannot work without. */
export interface HandlerSecret {
  readonly name: string;
  readonly isNeeded: boolean;
}

/** Secrets by their names, of each those that are believed, the newest first. */
export type HandlerSecrets = ReadonlyMap<string, readonly Secret[]>;

/** `whsec_…`, the key by which requests to a URL are signed. While one takes the place of the other, both sign. */
export const signingKey = 'signing_key';
/** What a chat-completions endpoint is shown. */
export const apiKey = 'api_key';

/** What a sink is shown: with a user, by itself, or the text of a `.creds` file. */
export const password = 'password';
const token = 'token';
const credentials = 'credentials';

/** The secret that is the value of a header. */
export function headerSecret(name: string): string {
  return `header.${name}`;
}

/** The secret that is the value of a variable. */
export function variableSecret(name: string): string {
  return `env.${name}`;
}

/** Which secrets a handler with these settings has. */
export function secretsOfHandler(read: HandlerSettings): readonly HandlerSecret[] {
  const needed = (name: string): HandlerSecret => ({ name, isNeeded: true });
  switch (read.kind) {
    case 'http':
      return [signingKey, ...read.settings.headers.map(headerSecret)].map(needed);
    case 'openai':
      return [{ name: apiKey, isNeeded: false }];
    case 'command':
      return read.settings.environment.map(variableSecret).map(needed);
    case 'function':
      return [];
    case 'nats': {
      const { auth } = read.settings;
      return auth === 'none' ? [] : [needed({ password, token, credentials }[auth])];
    }
    case 'kafka':
      return read.settings.sasl === 'none' ? [] : [needed(password)];
  }
}
