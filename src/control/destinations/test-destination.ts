import type { Caller } from '../../model/service/caller.ts';
import type { CheckReport } from '../../model/service/check-report.ts';
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
  const lines = await parts.resources.probe.testDestination(await loadDestination(parts, destination), signal);
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
