import { join, sep } from 'node:path';
import type { Message } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { CheckLine, CheckReport } from '../../model/service/check-report.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { loadDestination } from './load-destination.ts';

/** Tries whether rows can be written there, and keeps the answer. Writes no row. @throws ConfigError `api.not.found` */
export async function testDestination(
  parts: ControlParts,
  caller: Caller,
  id: string,
  signal: AbortSignal,
): Promise<CheckReport> {
  const destination = found(await parts.store.destinations.find(id), 'destination', id);
  const { probe, filesRoot } = parts.resources;
  const tested = await probe.testDestination(await loadDestination(parts, destination), signal);
  const lines = tested.map((line) => asGiven(line, filesRoot));
  const report: CheckReport = { lines, isOk: lines.every(({ outcome }) => outcome !== 'failed') };
  const detail = { isOk: report.isOk };
  return await change(
    parts,
    caller,
    { action: 'destination.test', kind: 'destination', id, detail },
    async (tables) => {
      await tables.destinations.noteTest(id, report, parts.clock.now());
      return report;
    },
  );
}

/** Paths as people give them: where the folder lies on the machine is nobody's business. */
function asGiven({ message, cure, ...line }: CheckLine, filesRoot: string | undefined): CheckLine {
  const prefix = filesRoot === undefined ? sep : join(filesRoot, sep);
  const shown = ({ en, zh }: Message): Message =>
    prefix === sep ? { en, zh } : { en: en.replaceAll(prefix, ''), zh: zh.replaceAll(prefix, '') };
  return { ...line, message: shown(message), ...(cure && { cure: shown(cure) }) };
}
