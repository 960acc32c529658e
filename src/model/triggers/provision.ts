import type { Language } from '../message.ts';

/** A person of Lark, as a handler is asked about them. */
export interface AskedPerson {
  /** The same with every try, and for this person in this app only. */
  readonly id: string;
  readonly integration: { readonly id: string; readonly appId: string; readonly region: 'lark' | 'feishu' };
  readonly tenantKey: string;
  readonly user: {
    readonly openId: string;
    readonly unionId: string | undefined;
    readonly name: string | undefined;
    readonly language: Language;
  };
}

/** Tells under which id a handler knows a person. */
export interface Provision {
  /** A message goes on without the id when it cannot be told. */
  readonly mayGoOn: boolean;
  /** Undefined: under none. @throws TransientError, ConfigError as handlers do */
  idOf(person: AskedPerson, signal: AbortSignal): Promise<string | undefined>;
}
