import { expect, vi } from 'vitest';
import { systemClock } from '../../src/model/clock.ts';
import type { FailingTenant, Trouble } from './failing-tenant.ts';
import { fastClock } from './fast-clock.ts';
import { controlSigns, englishWords, halfWidthColons, twins, wideLines } from './language-faults.ts';
import { type InProcessOptions, type InProcessRun, runInProcess } from './run-in-process.ts';

/** The walk over what all commands print: wholly in the language of the screen, without a secret and without raw signs. */
export const walkColumns = 80;

/** In the address of a database. */
export const password = 'pg-Hidden-7-word';

export interface Situation extends Pick<InProcessOptions, 'env' | 'endWhen'> {
  /** Called for each run. */
  readonly argv: () => readonly string[];
  readonly trouble?: Trouble;
  /** What a person would wait minutes for takes a moment. */
  readonly isFast?: true;
  /** Nothing has failed. */
  readonly isFine?: true;
  /** Whether it fails is not the matter here. */
  readonly isAnyCode?: true;
  /** Lines that begin with two blanks are values of a tenant, SQL or a configuration: they are the same in every language. */
  readonly hasValues?: true;
  /** All that it prints is for a program. */
  readonly isCode?: true;
  /** It is there to show the secret of a simulated tenant. */
  readonly showsSecret?: true;
}

export type Situations = Readonly<Record<string, Situation>>;

async function run(situation: Situation, ...more: readonly string[]): Promise<InProcessRun> {
  const { env, endWhen } = situation;
  if (situation.isFast === true) {
    const fast = fastClock(2_000);
    vi.spyOn(systemClock, 'now').mockImplementation(fast.now);
    vi.spyOn(systemClock, 'elapsed').mockImplementation(fast.elapsed);
    vi.spyOn(systemClock, 'sleep').mockImplementation(fast.sleep);
  }
  return await runInProcess([...situation.argv(), ...more], {
    columns: walkColumns,
    env: { TERM: 'dumb', ...env },
    ...(endWhen === undefined ? {} : { endWhen }),
  });
}

function expectClean({ out, error }: InProcessRun, tenant: FailingTenant, { showsSecret, env = {} }: Situation): void {
  const text = out + error;
  expect(controlSigns(text)).toEqual([]);
  expect(text).not.toContain('internal.unexpected');
  const ofTenant = showsSecret === true ? [] : [tenant.sandbox.options.appSecret, ...Object.values(env)];
  for (const secret of [...ofTenant, 'another-secret-of-the-app', password, 'kkkkkkkk', 'vvvvvvvv']) {
    expect(text).not.toContain(secret);
  }
}

/** What a person reads of it; lines of what is to be copied, of tables and of SQL are not prose. */
function proseOf({ out, error }: InProcessRun, { hasValues, isCode }: Situation): string {
  if (isCode === true) return error;
  return hasValues === true ? `${out.replaceAll(/^ {2}.*$/gm, '')}${error}` : out + error;
}

/** Runs it in English, in Chinese and as JSON. */
export async function walk(situation: Situation, tenant: FailingTenant): Promise<void> {
  const restore = await situation.trouble?.(tenant);
  try {
    const english = await run(situation, '--lang', 'en');
    const chinese = await run(situation, '--lang', 'zh');
    const json = await run(situation, '--lang', 'zh', '--json');
    const all = [english, chinese, json];
    for (const ran of all) expectClean(ran, tenant, situation);
    for (const ran of [english, chinese]) expect(wideLines(proseOf(ran, situation), walkColumns)).toEqual([]);
    expect(englishWords(proseOf(chinese, situation)), chinese.out + chinese.error).toEqual([]);
    expect(halfWidthColons(proseOf(chinese, situation))).toEqual([]);
    for (const { code, out, error } of all) {
      if (situation.isFine === true) expect(code, out + error).toBe(0);
      else if (situation.isAnyCode !== true) expect(code).toBeGreaterThan(0);
    }
    if (situation.isCode === true) return;
    expect(json.out.split('\n').filter((line) => line !== '').length).toBe(json.events.length);
    for (const { en, zh } of json.events.flatMap(twins)) {
      expect(zh, en).not.toBeNull();
      expect(englishWords(zh ?? ''), en).toEqual([]);
      expect(halfWidthColons(zh ?? ''), en).toEqual([]);
    }
  } finally {
    await restore?.();
  }
}
