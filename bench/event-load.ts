/** Pushes events to a webhook as the platform does, at a fixed rate or as fast as they are acknowledged; prints what it saw. */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { encrypted, envelope, signature } from '../src/sandbox/events/envelope.ts';
import type { TenantEvent } from '../src/sandbox/events/tenant-event.ts';

interface Load {
  readonly url: string;
  readonly appId: string;
  readonly verificationToken: string;
  readonly encryptKey: string;
  readonly events: number;
  /** 0: as fast as they are acknowledged. */
  readonly perSecond: number;
  readonly connections: number;
}

const load: Load = JSON.parse(process.argv[2] ?? '{}');
const agent = new Agent({ keepAlive: true, maxSockets: load.connections });

/** A change of a Base with a few cells, about a kilobyte. */
function body(at: number): string {
  const cells = Array.from({ length: 6 }, (_, cell) => ({
    field_id: `fld${cell}`,
    field_value: `"value ${at} ${cell}"`,
  }));
  const action = { record_id: `rec${at}`, action: 'record_edited', before_value: cells, after_value: cells };
  const event: TenantEvent = {
    type: 'drive.file.bitable_record_changed_v1',
    schema: '2.0',
    body: { file_type: 'bitable', file_token: 'bascn', table_id: 'tbl', revision: at, action_list: [action] },
  };
  const to = { appId: load.appId, tenantKey: 'tenant', verificationToken: load.verificationToken };
  return encrypted(JSON.stringify(envelope(event, to, randomBytes(16).toString('hex'), Date.now())), load.encryptKey);
}

// Made beforehand: the load is about receiving.
const bodies = Array.from({ length: load.events }, (_, at) => body(at));
const latencies: number[] = [];
let [acknowledged, failed] = [0, 0];

function push(text: string, dueAt: number): Promise<void> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    const outgoing = request(load.url, {
      method: 'POST',
      agent,
      headers: { ...headers, ...signature(text, load.encryptKey, Date.now()) },
    });
    outgoing.on('response', (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) acknowledged++;
        else failed++;
        latencies.push(performance.now() - dueAt);
        resolve();
      });
    });
    outgoing.on('error', () => {
      failed++;
      resolve();
    });
    outgoing.end(text);
  });
}

const beganAt = performance.now();
if (load.perSecond === 0) {
  const worker = async (): Promise<void> => {
    for (let text = bodies.pop(); text !== undefined; text = bodies.pop()) await push(text, performance.now());
  };
  await Promise.all(Array.from({ length: load.connections }, worker));
} else {
  // Open loop: an answer that is late delays no other, and is measured from when its event was due.
  const pendingCount: Promise<void>[] = [];
  for (const [at, text] of bodies.entries()) {
    const dueAt = beganAt + (at * 1_000) / load.perSecond;
    const early = dueAt - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    pendingCount.push(push(text, dueAt));
  }
  await Promise.all(pendingCount);
}
const seconds = (performance.now() - beganAt) / 1_000;
latencies.sort((left, right) => left - right);
const at = (share: number): number =>
  latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
console.log(JSON.stringify({ acknowledged, failed, seconds, p50: at(0.5), p99: at(0.99), max: latencies.at(-1) ?? 0 }));
process.exit(0);
