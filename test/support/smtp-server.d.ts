/** What the tests use of it; the package has no declarations. */
declare module 'smtp-server' {
  import type { Server } from 'node:net';
  import type { Readable } from 'node:stream';

  interface Session {
    readonly envelope: { readonly rcptTo: readonly { readonly address: string }[] };
    readonly user?: string;
  }
  interface Options {
    readonly key?: string;
    readonly cert?: string;
    readonly authOptional?: boolean;
    readonly allowInsecureAuth?: boolean;
    onAuth?(
      auth: { readonly username?: string; readonly password?: string },
      session: Session,
      done: (error: Error | null, response?: { readonly user: string }) => void,
    ): void;
    onData?(stream: Readable, session: Session, done: (error?: Error) => void): void;
  }
  export class SMTPServer {
    constructor(options: Options);
    readonly server: Server;
    listen(port: number, host: string, done: () => void): void;
    close(done: () => void): void;
    on(event: 'error', listener: (error: Error) => void): this;
  }
}
