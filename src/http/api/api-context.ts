import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Span } from '../../model/tracer.ts';

/** What Hono knows of a request of ours. Bindings are absent where there is no socket, as in tests. */
export interface ApiEnv {
  readonly Bindings: Partial<HttpBindings> & {
    readonly span?: Span | undefined;
    /** Says to the connection that it is known who asks. */
    readonly believe?: (() => void) | undefined;
  };
  readonly Variables: {
    requestId: string;
    /** Whether it is known who asks. */
    isKnown?: boolean;
  };
}
/** A request of ours on its way through Hono. */
export type ApiContext = Context<ApiEnv>;
