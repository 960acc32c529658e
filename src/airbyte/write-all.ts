import { write } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** The program that read our output has gone: the read ends, without a message that it could not receive. */
export class ReaderLeftError extends Error {
  constructor() {
    super('The reader of the output has left');
    this.name = 'ReaderLeftError';
  }
}

const busyMs = 2;

function writeOnce(fd: number, bytes: Buffer, offset: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(fd, bytes, offset, bytes.length - offset, null, (error, written) => {
      if (error === null) resolve(written);
      else if (error.code === 'EAGAIN') resolve(0);
      else if (error.code === 'EPIPE') reject(new ReaderLeftError());
      else reject(error);
    });
  });
}

/**
 * Writes to a file descriptor and resolves when all of it has been taken. `process.stdout` would block the whole process
 * while a pipe is full (https://nodejs.org/api/process.html#a-note-on-process-io), and with it the reading.
 * @throws ReaderLeftError
 */
export async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const written = await writeOnce(fd, bytes, offset);
    if (written === 0) await delay(busyMs);
    offset += written;
  }
}
