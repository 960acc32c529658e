import { randomFor } from '../random.ts';

const validMs = 12 * 3_600_000;

/** Links to files of a form: valid for 12 hours and different at each read (instance/get, attachmentV2). */
export class FileLinks {
  readonly #now: () => number;
  #given = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  link(file: string): string {
    const expires = Math.floor((this.#now() + validMs) / 1000);
    this.#given++;
    const kind = /\.(png|jpe?g)$/.test(file) ? 'image' : 'file';
    const path = `lark-approval-attachment/${kind}/${file}`;
    return `https://p3-approval.sandbox.example/${path}?x-expires=${expires}&x-signature=${randomFor(this.#given).hex(16)}`;
  }
}
