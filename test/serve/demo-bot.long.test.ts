import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../../src/model/logger.ts';
import { openServiceDemo, type ServiceDemo } from '../../src/operations/demo/open-service-demo.ts';
import { parseJson } from '../../src/util/json.ts';

/** `larkstream demo --bot`: from the sandbox through service, triggers, handler and outbox, and back to what people see. */

let demo: ServiceDemo;
beforeAll(async () => {
  demo = await openServiceDemo({ port: 0, version: '0', logger: silentLogger, hasBot: true });
  // Whoever asks before the tables are there is answered when they are.
  const early = 'ann: How many approvals wait?\nwait for bot /\\d+ approvals wait/ within 120 s';
  expect(await play(early)).toMatchObject({ steps: 2 });
  for await (const { run } of demo.firstRuns(new AbortController().signal)) expect(run.state).toBe('succeeded');
});
afterAll(async () => {
  await demo.close();
  expect(existsSync(demo.folder)).toBe(false);
});

async function play(script: string): Promise<unknown> {
  const answer = await fetch(`${demo.info.url}/sandbox/im/script`, { method: 'POST', body: script });
  return parseJson(await answer.text());
}

test('a person asks alone, presses a button, and asks in Chinese', async () => {
  const said = await play(`
ann: How many approvals wait?
wait for bot /\\d+ approvals wait/ within 60 s
press "Whose desk?"
wait for bot "Oldest, days" within 60 s
ann: 最新的记录？
wait for bot "变更时间" within 60 s
ann: /echo the same again
wait for bot "the same again" within 60 s
`);
  expect(said).toMatchObject({ steps: 8 });
});

test('in a group it answers who mentions it', async () => {
  const said = await play(`
group "Ops" with ann, bob
bob in "Ops": nobody is asked
ann in "Ops": @bot 卡在谁那里？
wait for bot "审批人" within 60 s
press "有多少在等待？" as bob
wait for bot /个审批正在等待/ within 60 s
`);
  expect(said).toMatchObject({ steps: 6 });
});
