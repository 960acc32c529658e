import type { JsonObject } from '../../util/json.ts';
import type { App } from '../gateway/apps.ts';

/** Something that happened in the tenant, as the platform sends it to apps; the envelope is added for each of them. */
export interface TenantEvent {
  readonly type: string;
  /** Older events keep the first envelope (`uuid`, `event_callback`); the others have a header. */
  readonly schema: '1.0' | '2.0';
  readonly body: JsonObject;
  /** What an app must subscribe with a call of its own before it gets the event: an approval code, a document. */
  readonly subject?: { readonly kind: 'approval' | 'file'; readonly id: string };
  /** Events of one key are pushed one after another: the next waits until the one before is acknowledged or given up. */
  readonly orderKey?: string;
  /** Whether an app may know: it is in the chat, and has the scope that opens this traffic. */
  readonly isFor?: (app: App) => boolean;
}

/** Publishes what happened in a part of the tenant. */
export type Publish = (event: TenantEvent) => void;

/** For a part of the tenant that a test builds without apps. */
export const publishNothing: Publish = () => {};
