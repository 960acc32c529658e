import type { Change } from '../../model/change.ts';
import { ConfigError, type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { merge } from '../../util/merge.ts';
import { plural } from '../../util/plural.ts';
import { walkAlone } from '../contact/walk-alone.ts';
import type { DirectoryFollower } from '../directory.ts';
import type { FeedRead } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { AttendanceQuery } from './attendance-query.ts';
import type { AttendanceConfig } from './config.ts';
import type { Fate } from './coverage.ts';
import { kinds } from './kinds.ts';
import { type Job, PunchScan } from './punch-scan.ts';
import { describeRefused, describeRefusedLeavers } from './refusals.ts';
import { RowAllowance } from './row-allowance.ts';

/** Calls in flight for each kind: 50 a second at a second each; the client paces. */
const concurrency = 50;
const buffer = 4;
const rowsInFlight = 150_000;

/** Without configured ids, `directory` says whose records there are: the API lists none by itself. */
export interface RecordsOptions {
  readonly settings: AttendanceConfig;
  readonly directory: DirectoryFollower;
}

/** Punches and daily results of the configured people, or of everyone in the directory. */
export async function* readRecords(options: RecordsOptions, read: FeedRead): AsyncGenerator<Change, void, void> {
  const { settings } = options;
  const wanted = kinds.filter(({ stream }) => read.streams.has(stream.name));
  if (wanted.length === 0) return;
  const nowMs = read.clock.now();
  const query = new AttendanceQuery({
    client: read.client,
    signal: read.signal,
    problems: read.problems,
    settings,
    nowMs,
  });
  const allowance = new RowAllowance(rowsInFlight);
  const scans = wanted.map((kind) => new PunchScan({ kind, settings, read, nowMs, query, allowance }));
  const employees = new EmployeeIds(options, read);
  yield* merge(jobs(scans, employees), { concurrency: concurrency * scans.length, buffer });

  const streams = wanted.map(({ stream }) => stream.name);
  yield* employees.tell(streams);
  const refused = [...query.refused];
  yield* tellRefused(
    refused.filter((id) => employees.has(id)),
    streams,
    describeRefused,
  );
  yield* tellRefused(
    refused.filter((id) => !employees.has(id)),
    streams,
    describeRefusedLeavers,
  );
  for (const scan of scans) yield* scan.finish((id) => employees.fateOf(id, query.refused));
}

function* tellRefused(
  ids: readonly string[],
  streams: readonly string[],
  describe: (ids: readonly string[]) => Message,
): Generator<Change, void, void> {
  if (ids.length > 0) yield { kind: 'warning', streams, message: describe(ids) };
}

async function* jobs(scans: readonly PunchScan[], employees: EmployeeIds): AsyncGenerator<Job, void, void> {
  for await (const id of employees.ids()) for (const scan of scans) yield* scan.add(id);
  if (employees.knowsLeavers) for (const scan of scans) yield* scan.addLeavers();
  for (const scan of scans) yield* scan.flush();
}

/** Whom to ask for. */
class EmployeeIds {
  readonly #options: RecordsOptions;
  readonly #read: FeedRead;
  readonly #ids = new Set<string>();
  #withoutId = 0;
  #failure: LarkstreamError | undefined;

  constructor(options: RecordsOptions, read: FeedRead) {
    this.#options = options;
    this.#read = read;
  }

  /** Whether a person who is missing here has left, and is read on: not when only some people were wanted or found. */
  get knowsLeavers(): boolean {
    if (this.#options.settings.employeeIds !== undefined || this.#failure !== undefined) return false;
    // Without the scope for their ids everyone would seem to have left.
    return this.#ids.size > 0 || this.#withoutId === 0;
  }

  /** What happens to a person who was not read. */
  fateOf(id: string, refused: ReadonlySet<string>): Fate {
    if (this.#ids.has(id)) return 'present';
    if (this.#options.settings.employeeIds !== undefined) return 'forgotten';
    if (!this.knowsLeavers) return 'present';
    return refused.has(id) ? 'refused' : 'left';
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  /** Each id once. Ends early when the directory fails: who was found is asked for all the same. */
  async *ids(): AsyncGenerator<string, void, void> {
    const { settings, directory } = this.#options;
    if (settings.employeeIds !== undefined) {
      for (const id of settings.employeeIds) {
        this.#ids.add(id);
        yield id;
      }
      return;
    }
    try {
      for await (const person of directory.people(this.#read, 'attendance', walkAlone)) {
        const id = settings.employeeType === 'employee_id' ? person.userId : person.employeeNo;
        if (id === null) this.#withoutId++;
        if (id === null || this.#ids.has(id)) continue;
        this.#ids.add(id);
        yield id;
      }
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (isFatal(error)) throw error;
      this.#failure = error;
    }
  }

  *tell(streams: readonly string[]): Generator<Change, void, void> {
    if (this.#failure !== undefined) yield { kind: 'incomplete', streams, error: this.#failure };
    if (this.#withoutId === 0) return;
    const byId = this.#options.settings.employeeType === 'employee_id';
    const [field, scope] = byId
      ? ['user_id', 'contact:user.employee_id:readonly']
      : ['employee_no', 'contact:user.employee:readonly'];
    if (this.#ids.size > 0) {
      const message = {
        en: `${plural(this.#withoutId, 'person has', 'people have')} no ${field}, so Attendance leaves them out`,
        zh: `${this.#withoutId} 人没有 ${field}，因此不读取他们的考勤`,
      };
      yield { kind: 'warning', streams, message };
      return;
    }
    const error = new ConfigError({
      code: 'lark.scope.missing',
      message: {
        en: `None of ${plural(this.#withoutId, 'person', 'people')} has a ${field}, which the calls to Attendance need`,
        zh: `${this.#withoutId} 人都没有考勤接口所需的 ${field}`,
      },
      cure: {
        en: `Grant ${scope} in the developer console (Permissions & Scopes), then publish a new version; or name \`employee_ids\`.`,
        zh: `在开发者后台（权限管理）开通 ${scope}，然后发布新版本；或填写 \`employee_ids\`。`,
      },
    });
    yield { kind: 'incomplete', streams, error };
  }
}
