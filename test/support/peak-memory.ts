import { readFileSync } from 'node:fs';

/** The most memory that a process has ever held, in MB; what was last seen when it has ended. Linux only. */
export class PeakMemory implements Disposable {
  #peakMb = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(pid: number) {
    this.#timer = setInterval(() => {
      try {
        const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        this.#peakMb = Math.max(this.#peakMb, Number(kilobytes ?? 0) / 1024);
      } catch {
        // The process has ended.
      }
    }, 20);
  }

  get megabytes(): number {
    return Math.round(this.#peakMb);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
