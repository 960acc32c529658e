import type { Message } from '../message.ts';
import type { ErrorSentences } from '../run-report.ts';

/** One named check of a test, as it stands in the database and in the API. */
export interface CheckLine {
  /** Stays the same from test to test, such as `scopes.base`. */
  readonly name: string;
  readonly title: Message;
  readonly outcome: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly message: Message;
  /** What to do, where something is to be done. */
  readonly cure?: Message | undefined;
  /** A page of the developer console, where there is one for it. */
  readonly url?: string | undefined;
  /** The dotted code of the error. */
  readonly code?: string | undefined;
}

/** What a test has found. */
export interface CheckReport {
  readonly lines: readonly CheckLine[];
  /** Of the whole: no check has failed. */
  readonly isOk: boolean;
  /** Of an integration: the bot's name, how events come, the address of its webhook, the state of its long connection. */
  readonly bot?: { readonly name: string; readonly openId: string | undefined; readonly state: string } | undefined;
  readonly mode?: string | undefined;
  readonly webhookUrl?: string | undefined;
  readonly probe?:
    | { readonly connected: boolean; readonly state: string; readonly lastError: ErrorSentences | undefined }
    | undefined;
}
