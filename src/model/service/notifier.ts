import type { Message } from '../message.ts';
import type { Secret } from '../secret.ts';
import type { AlertKind, ChannelKind } from './alert.ts';
import type { LoadedConfig } from './loaded-config.ts';

/** An alert as a message tells it. */
export interface NoticedAlert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly state: 'open' | 'recovered';
  readonly subject: { readonly kind: string; readonly id: string; readonly name: string | undefined };
  readonly message: Message;
  readonly openedAt: number;
  readonly recoveredAt: number | undefined;
}

/** One message to people. `test` has no alerts; a `summary` has several. */
export interface Notice {
  /** The same with every try, at most 50 signs. */
  readonly id: string;
  readonly at: number;
  readonly kind: 'opened' | 'recovered' | 'summary' | 'test';
  readonly alerts: readonly NoticedAlert[];
}

/** A mail server and addresses. */
export interface OpenedMail {
  readonly kind: 'mail';
  readonly host: string;
  readonly port: number;
  /** `starttls` demands it; `none` sends in the clear. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user: string | undefined;
  readonly password: Secret | undefined;
  readonly from: string;
  readonly to: readonly string[];
}

/** A URL that takes signed requests. */
export interface OpenedUrl {
  readonly kind: 'url';
  readonly url: string;
  /** Each signs; the newest first. */
  readonly keys: readonly Secret[];
}

/** A chat that the bot of an app is in. */
export interface OpenedChat {
  readonly kind: 'lark';
  readonly chatId: string;
  readonly app: LoadedConfig;
}

/** A channel with its secrets opened. */
export type OpenedChannel = (OpenedMail | OpenedUrl | OpenedChat) & {
  readonly kind: ChannelKind;
  readonly name: string;
  readonly language: 'en' | 'zh';
};

/** Tells people. */
export interface Notifier {
  /**
   * Returns once the other side has taken it.
   * @throws ConfigError `notify.url.gone` where it is of no use to try again; other `LarkstreamError`s where it may be
   */
  send(channel: OpenedChannel, notice: Notice, signal: AbortSignal): Promise<void>;
}
