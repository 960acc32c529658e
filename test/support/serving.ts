import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isObject, type JsonObject, readText, tryParseJson } from '../../src/util/json.ts';
import { beginLarkstream, type Running } from './begin-larkstream.ts';

/** A folder for services, with keys beside it. As root their Postgres runs as another user, who must be able to enter. */
export class ServiceFolder implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), 'larkstream-serve-'));
  readonly keys: string = join(this.path, 'keys');
  readonly data: string = join(this.path, 'data');

  constructor() {
    chmodSync(this.path, 0o711);
    writeFileSync(this.keys, `k1:${randomBytes(32).toString('base64')}\n`);
  }

  get env(): Readonly<Record<string, string>> {
    return { LARKSTREAM_KEYS_FILE: this.keys, LARKSTREAM_STORE: '' };
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Headers;
}

/** A service in a process of its own. */
export class Serving {
  readonly running: Running;
  /** What it said when it was ready. */
  readonly line: JsonObject;

  private constructor(running: Running, line: JsonObject) {
    this.running = running;
    this.line = line;
  }

  /** `main`: of another version. */
  static async begin(argv: readonly string[], env: Readonly<Record<string, string>>, main?: string): Promise<Serving> {
    const running = beginLarkstream(['serve', '--port', '0', ...argv], env, main);
    return new Serving(running, await running.next('serving'));
  }

  get url(): string {
    return readText(this.line, 'url') ?? '';
  }

  async ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(this.url + path, init);
    const body = tryParseJson(await response.text());
    return { status: response.status, body: isObject(body) ? body : {}, headers: response.headers };
  }

  async post(path: string, body: JsonObject): Promise<Answer> {
    const headers = { 'content-type': 'application/json', origin: this.url };
    return await this.ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Follows the setup link. */
  async setUp(password: string): Promise<Answer> {
    const [, secret = ''] = (readText(this.line, 'setup') ?? '').split('#token=');
    return await this.post('/api/v1/setup', { secret, password, login: 'alice', name: 'Alice' });
  }

  /** As a signal asks it to; gives the exit code. */
  async stop(): Promise<number | null> {
    return await this.running.end('SIGTERM');
  }
}
