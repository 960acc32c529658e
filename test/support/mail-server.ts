import { SMTPServer } from 'smtp-server';
import { makeCertificate } from './certificates.ts';

/** A mail as the server has got it. */
export interface TakenMail {
  readonly to: readonly string[];
  readonly raw: string;
  /** Who has signed in. */
  readonly user: string | undefined;
}

/** A mail server of a test, on a socket of its own. Whoever signs in needs the password `right`. */
export interface MailServer extends AsyncDisposable {
  readonly port: number;
  readonly mails: TakenMail[];
  /** Has signed its certificate, which is one of `localhost`. */
  readonly authority: string;
  /** Refuses every mail while it is true. */
  isRefusing: boolean;
}

export async function startMailServer(): Promise<MailServer> {
  const mails: TakenMail[] = [];
  const authority = makeCertificate('authority');
  const own = makeCertificate('mail server', { hosts: ['localhost'], issuer: authority });
  const smtp = new SMTPServer({
    key: own.privateKey,
    cert: own.certificate,
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: ({ username = '', password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('Wrong password')),
    onData: (stream, { envelope, user }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (server.isRefusing) return done(new Error('Mailbox full'));
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, raw: Buffer.concat(chunks).toString(), user });
        done();
      });
    },
  });
  // A client that breaks off the TLS handshake is one of the cases.
  smtp.on('error', () => {});
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const address = smtp.server.address();
  const server: MailServer = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mails,
    authority: authority.certificate,
    isRefusing: false,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => smtp.close(() => resolve())),
  };
  return server;
}
