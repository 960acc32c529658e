import type { Server } from 'node:http';

/** The address of a server. `host` is a name or an IP address; IPv6 stands without brackets. */
export interface ListenAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/**
 * Connections that the kernel keeps until the process takes them up; it allows `net.core.somaxconn`, often 4,096. Of those above Node's
 * 511, each waits for its sender to knock again, after 1, 3, 7 or 15 seconds: longer than the platform waits for an answer.
 */
const waitingConnections = 4_096;

/**
 * Listens, and resolves to the URL at which the server answers, without a slash at its end.
 * @throws what Node says where the address cannot be listened on, such as `EADDRINUSE`
 */
export async function httpListen(server: Server, { host, port }: ListenAddress): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: waitingConnections }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const actualPort = address !== null && typeof address === 'object' ? address.port : port;
  return `http://${authority({ host, port: actualPort })}`;
}

/** Host and port as a URL holds them: IPv6 addresses in brackets. */
export function authority({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
