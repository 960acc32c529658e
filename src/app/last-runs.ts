import { existsSync } from 'node:fs';
import type { Config } from '../config/settings.ts';
import type { RunReport } from '../model/run.ts';
import { createDestination, destinationFile } from './create-destination.ts';
import { readRunReport } from './read-run-report.ts';

/** The last runs that the destination remembers, the newest first; none when it does not exist yet. */
export async function loadLastRuns({ destination: settings }: Config, limit: number): Promise<RunReport[]> {
  const file = destinationFile(settings);
  if (file !== undefined && !existsSync(file)) return [];
  const destination = await createDestination(settings);
  try {
    return (await destination.loadRuns(limit)).flatMap((stored) => readRunReport(stored) ?? []);
  } finally {
    await destination.close();
  }
}
