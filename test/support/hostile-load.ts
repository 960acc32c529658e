import { connect, type Socket } from 'node:net';

/** Connections of strangers, to be closed together. */
export interface Strangers {
  readonly sockets: readonly Socket[];
  close(): void;
}

export interface Stranger {
  /** Said at once. */
  readonly first: string | Buffer;
  /** Said again and again, as fast as it is taken; `undefined` says nothing more. */
  readonly more?: string | Buffer | undefined;
  /** Said again every so many milliseconds in place of as fast as it is taken. */
  readonly everyMs?: number;
  /** One after the other comes from another address of this machine, as many strangers would; all from one when absent. */
  readonly isSpread?: boolean;
  /** The address of this machine that all come from; 127.0.0.1 when absent. */
  readonly from?: string;
  /** Comes back as soon as it is sent away. */
  readonly comesBack?: boolean;
}

/** So many connections that each behave the same. Resolves when all have been taken up or sent away. */
export async function startStrangers(port: number, count: number, stranger: Stranger): Promise<Strangers> {
  const sockets: Socket[] = [];
  let isOver = false;
  const dial = (_: unknown, at: number): Promise<void> =>
    new Promise((resolve) => {
      // Linux takes all of 127.0.0.0/8 for its own.
      const localAddress =
        stranger.isSpread === true ? `127.0.${1 + Math.floor(at / 250)}.${1 + (at % 250)}` : stranger.from;
      const socket = connect({ port, host: '127.0.0.1', localAddress });
      sockets.push(socket);
      let timer: NodeJS.Timeout | undefined;
      socket.on('connect', () => {
        resolve();
        if (stranger.first.length > 0) socket.write(stranger.first);
        const { more, everyMs } = stranger;
        if (more === undefined) return;
        const pour = (): void => {
          while (!socket.destroyed && socket.writable && socket.write(more));
        };
        if (everyMs === undefined) {
          socket.on('drain', pour);
          pour();
        } else timer = setInterval(() => socket.writable && socket.write(more), everyMs);
      });
      socket.on('data', () => {});
      socket.on('error', () => {});
      socket.on('close', () => {
        clearInterval(timer);
        resolve();
        if (stranger.comesBack === true && !isOver) setTimeout(dial, 10, undefined, at);
      });
    });
  await Promise.all(Array.from({ length: count }, dial));
  return {
    sockets,
    close: () => {
      isOver = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}
