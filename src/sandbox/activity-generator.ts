import { type Random, randomFor } from './random.ts';
import { SandboxUseError } from './sandbox-use-error.ts';
import type { Tenant } from './tenant.ts';

type Activity = (tenant: Tenant, random: Random, nowMs: number) => void;

function pick<T>(values: readonly T[], random: Random): T | undefined {
  return values[random.int(Math.max(1, values.length))];
}

const editRecord: Activity = ({ tables }, random) => {
  const token = pick(tables.appTokens, random) ?? '';
  const table = pick(tables.tableIds(token), random) ?? '';
  const number = tables.fields(token, table).find((field) => field.type === 2);
  if (number === undefined) return;
  const cells = { [String(number.field_name)]: random.int(10_000) };
  // Any row that was ever made: one that is gone is made anew.
  const row = random.int(Math.max(1, tables.recordCount(token, table)));
  try {
    tables.editRecord(token, table, tables.recordId(token, table, row), cells);
  } catch {
    tables.addRecord(token, table, cells);
  }
};

const addRecord: Activity = ({ tables }, random) => {
  const token = pick(tables.appTokens, random) ?? '';
  tables.addRecord(token, pick(tables.tableIds(token), random) ?? '');
};

const submit: Activity = ({ approvals, directory }, random) => {
  const initiator = directory.personAt(random.int(directory.size)).openId;
  approvals.createInstance(pick(approvals.approvalCodes, random) ?? '', { initiator });
};

const approve: Activity = ({ approvals }, random) => {
  const code = pick(approvals.approvalCodes, random) ?? '';
  const instance = approvals.createInstance(code);
  if (random.chance(0.7)) approvals.finish(instance);
  else approvals.reject(instance);
};

const punch: Activity = ({ attendance, directory }, random, nowMs) => {
  const person = directory.personAt(random.int(directory.size));
  if (!directory.isResigned(person.index)) attendance.addFlow(person.openId, Math.floor(nowMs / 1000));
};

const promote: Activity = ({ directory }, random) => {
  const person = directory.personAt(random.int(directory.size));
  if (!directory.isResigned(person.index))
    directory.updatePerson(person.openId, { jobTitle: pick(['工程师', '高级工程师', '经理', 'Lead'], random) ?? '' });
};

/** Out of ten: mostly records and approvals, as in a company's day. */
const activities: readonly Activity[] = [
  editRecord,
  editRecord,
  editRecord,
  editRecord,
  addRecord,
  submit,
  approve,
  punch,
  punch,
  promote,
];

/** `perSecond` above 1000 counts as 1000. `now` is the clock of the sandbox in milliseconds; it dates the changes. */
interface ActivityGeneratorOptions {
  readonly seed: number;
  readonly perSecond: number;
  readonly now: () => number;
}

/** More would leave no time to answer. */
const maxPerSecond = 1_000;

/** False when there is nothing to do it to: a tenant without Bases or approvals. */
function attempt(tenant: Tenant, random: Random, nowMs: number): boolean {
  try {
    pick(activities, random)?.(tenant, random, nowMs);
    return true;
  } catch (reason) {
    if (reason instanceof SandboxUseError) return false;
    throw reason;
  }
}

/** Changes the tenant as its people do, `perSecond` times a second, until it is stopped. */
export class ActivityGenerator {
  readonly #timer: NodeJS.Timeout;
  done = 0;

  /** `now` is the sandbox's clock, which dates what happens. */
  constructor(tenant: Tenant, { seed, perSecond: requestedPerSecond, now }: ActivityGeneratorOptions) {
    const random = randomFor(seed, 'activity');
    let due = 0;
    const perSecond = Math.min(requestedPerSecond, maxPerSecond);
    const intervalMs = Math.min(1_000, Math.max(20, 1_000 / perSecond));
    this.#timer = setInterval(() => {
      for (due += (perSecond * intervalMs) / 1_000; due >= 1; due--) if (attempt(tenant, random, now())) this.done++;
    }, intervalMs);
    // A closed sandbox does not keep the process alive.
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
