import { createClient } from '../../src/client/create-client.ts';
import type { EventStore } from '../../src/model/event-store.ts';
import type { ReportedError } from '../../src/model/run-report.ts';
import { Secret } from '../../src/model/secret.ts';
import { heldDeletesCode } from '../../src/model/service/held-deletes.ts';
import { newRun } from '../../src/model/service/new-run.ts';
import { pipelineConsumer } from '../../src/model/service/pipeline-consumer.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { type AskedTurn, askedTurn } from './asked-turn.ts';
import { receivedEvent } from './received-event.ts';
import { type ServedApi, serveTestApi } from './served-api.ts';
import { newInstallation, newIntegration } from './service-things.ts';
import { sharedPostgres } from './shared-postgres.ts';
import { withStillProbe } from './still-probe.ts';
import { reportOfStreams, streamReport } from './stream-report.ts';
import { newOutboxRow } from './trigger-rows.ts';

/** A service elsewhere with pipelines and runs, for the commands that ask it. */
export class RemoteThings implements AsyncDisposable {
  readonly served: ServedApi;
  readonly token: string;

  private constructor(served: ServedApi, token: string) {
    this.served = served;
    this.token = token;
  }

  static async start(): Promise<RemoteThings> {
    const served = await serveTestApi(await sharedPostgres(), withStillProbe);
    return new RemoteThings(served, await served.tokenOf('admin'));
  }

  get url(): string {
    return this.served.url;
  }

  /** An active pipeline that could run. */
  async pipeline(name: string = crypto.randomUUID()): Promise<string> {
    const id = await this.draft(name);
    await createClient({ url: this.url, token: this.token }).call('POST /pipelines/{id}/activate', { params: { id } });
    return id;
  }

  /** A pipeline that could run once it is activated. */
  async draft(name: string = crypto.randomUUID()): Promise<string> {
    const client = createClient({ url: this.url, token: this.token });
    const secrets = { app_secret: 'app-secret-1' };
    const app = { name, region: 'feishu', appId: 'cli_a1b2c3d4e5f6a7b8', secrets } as const;
    const integration = await client.call('POST /integrations', { body: app });
    const settings = { path: `${integration.id}.duckdb` };
    const destination = await client.call('POST /destinations', { body: { name, type: 'duckdb', settings } });
    const { id } = await client.call('POST /pipelines', {
      body: { name, integrationId: integration.id, destinationId: destination.id, modules: { contact: {} } },
    });
    return id;
  }

  /** The id of an integration of an app of the store that the tenant `t0` has removed. */
  async removedApp(): Promise<string> {
    const { newId, store } = this.served.it.parts;
    const [id, installationId] = [newId('in'), newId('is')];
    await store.integrations.insert(newIntegration(id, { kind: 'store_app', appId: `cli_${id}` }));
    const gone = { integrationId: id, tenantKey: 't0', state: 'uninstalled' } as const;
    await store.installations.insert(newInstallation(installationId, gone));
    return id;
  }

  /** The id of an event that is a dead letter of a consumer, with a word of its own in its payload. */
  async deadEvent(word = 'pushed'): Promise<string> {
    const { parts } = this.served.it;
    const events = await openEventStore(parts.resources.eventStore);
    const now = parts.clock.now();
    const consumer = `consumer ${crypto.randomUUID()}`;
    const type = `type.${crypto.randomUUID()}`;
    await events.register({ name: consumer, filter: { types: [type] }, from: 'now' }, now);
    await events.accept([receivedEvent(crypto.randomUUID(), { at: now, type, body: { word } })]);
    const claim = { consumer, owner: 'host:1:a:b', leaseMs: 60_000, limit: 1, appId: 'cli_1', now };
    const seqs = (await events.claim(claim)).map(({ seq }) => seq);
    await events.fail(seqs, { ...claim, error: { en: 'Refused', zh: '被拒绝' } });
    const seq = await events.lastSeq();
    await events.close();
    return `ev_${seq}`;
  }

  /** A conversation with a bot in which something was asked. */
  async asked(...given: [Parameters<typeof askedTurn>[1]?]): Promise<AskedTurn> {
    const { parts } = this.served.it;
    const asked = await askedTurn(parts, ...given);
    const owner = { ownerKind: 'integration', ownerId: asked.integrationId, name: 'app_secret' };
    await parts.openVault(parts.store.secrets).set(owner, new Secret('app-secret-1'));
    return asked;
  }

  /** The id of a handler at whose address nobody answers. */
  async silentHandler(): Promise<string> {
    const client = createClient({ url: this.url, token: this.token });
    const settings = { url: 'http://127.0.0.1:1/' };
    const body = { name: crypto.randomUUID(), kind: 'http', settings } as const;
    return (await client.call('POST /handlers', { body })).id;
  }

  /** The id of an event that a trigger has taken, and another one has not. */
  async decidedEvent({ integrationId, triggerId, turn, message }: AskedTurn): Promise<string> {
    const { store, newId } = this.served.it.parts;
    const row = newOutboxRow(newId('ob'), { turnId: turn.id, integrationId, kind: 'stream' });
    await store.outbox.add([row]);
    const body = { message: { message_id: message.id } };
    const id = await this.#accept('im.message.receive_v1', () => Promise.resolve(), {
      eventId: `e-${turn.id}`,
      appId: `cli_${integrationId}`,
      body,
    });
    const why = { en: 'All conditions hold', zh: '满足全部条件' };
    const other = { en: 'The group strategy is “mention”', zh: '群策略为“提及”' };
    await store.decisions.add({
      ...{ integrationId, eventId: `e-${turn.id}`, eventSeq: Number(id.slice(3)), decidedAt: 1_000 },
      tried: [
        { triggerId: 'tr_0', version: 1, outcome: 'refused', code: 'not_mentioned', why: other },
        { triggerId, version: 1, outcome: 'taken', code: 'matched', why },
      ],
    });
    return id;
  }

  /** The id of an event that no consumer wants. */
  async keptEvent(): Promise<string> {
    return await this.#accept(`kept.${crypto.randomUUID()}`, () => Promise.resolve());
  }

  /** An event that a pipeline has. */
  async livePipelineEvent(name: string): Promise<{ readonly id: string; readonly pipelineId: string }> {
    const pipelineId = await this.pipeline(name);
    const type = `type.${crypto.randomUUID()}`;
    const consumer = { name: pipelineConsumer(pipelineId), filter: { types: [type] }, from: 'now' } as const;
    const now = this.served.it.parts.clock.now();
    const id = await this.#accept(type, async (events) => {
      await events.register(consumer, now);
    });
    return { id, pipelineId };
  }

  async #accept(
    type: string,
    prepare: (events: EventStore) => Promise<void>,
    {
      eventId = crypto.randomUUID(),
      ...given
    }: { readonly eventId?: string; readonly appId?: string; readonly body?: JsonObject } = {},
  ): Promise<string> {
    const { parts } = this.served.it;
    const events = await openEventStore(parts.resources.eventStore);
    await prepare(events);
    await events.accept([receivedEvent(eventId, { at: parts.clock.now(), type, ...given })]);
    const seq = await events.lastSeq();
    await events.close();
    return `ev_${seq}`;
  }

  /** A run that waits, of a pipeline of its own. */
  async waitingRun(): Promise<string> {
    const { parts } = this.served.it;
    const id = parts.newId('run');
    const pipelineId = await this.pipeline();
    await parts.store.runs.insert(newRun({ id, pipelineId, trigger: 'person', queuedAt: parts.clock.now() }));
    return id;
  }

  /** A run that works, with a log of one line. */
  async workingRun(): Promise<string> {
    const { store, clock } = this.served.it.parts;
    const id = await this.waitingRun();
    const now = clock.now();
    await store.runs.beginAttempt(id, 'worker', now);
    const message = { en: 'The run begins', zh: '开始运行' };
    await store.runs.note(id, 1, { lines: [{ at: now, level: 'info', message }] });
    return id;
  }

  /** Ends a run that works. */
  async end(
    id: string,
    state: 'succeeded' | 'incomplete' | 'failed' = 'succeeded',
    error?: ReportedError,
  ): Promise<void> {
    const { store, clock } = this.served.it.parts;
    const attemptState = state === 'failed' ? 'failed' : 'succeeded';
    await store.runs.endAttempt(id, 1, { state, attemptState, error, now: clock.now() });
  }

  /** A pipeline whose last run has read two streams; the deletes of one of them are held. */
  async readPipeline(name: string): Promise<string> {
    const { store, clock, newId } = this.served.it.parts;
    const pipelineId = await this.pipeline(name);
    const id = newId('run');
    const now = clock.now();
    await store.runs.insert(newRun({ id, pipelineId, trigger: 'person', queuedAt: now }));
    await store.runs.beginAttempt(id, 'worker', now);
    const held = { family: 'config', code: heldDeletesCode, message: '', cure: '', details: {} } as const;
    const streams = [
      { ...streamReport('contact_users', 'complete'), rowsRead: 1_203, rowsInserted: 1_203 },
      { ...streamReport('contact_departments', 'partial'), rowsRead: 7, errors: [held] },
    ];
    const report = reportOfStreams(id, streams, now);
    await store.runs.endAttempt(id, 1, { state: 'incomplete', attemptState: 'succeeded', report, now });
    return pipelineId;
  }

  /** A run that has ended. */
  async endedRun(...how: [state?: 'succeeded' | 'incomplete' | 'failed', error?: ReportedError]): Promise<string> {
    const id = await this.workingRun();
    await this.end(id, ...how);
    return id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.served[Symbol.asyncDispose]();
  }
}
