import type { Reporter, TestModule } from 'vitest/node';

const shown = 10;
const fewFiles = 20;

interface Timed {
  readonly name: string;
  readonly ms: number;
}

const slowest = (all: readonly Timed[]): string[] =>
  all
    .toSorted((left, right) => right.ms - left.ms)
    .slice(0, shown)
    .map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(8)} s  ${name}`);

/** At the end of a large run: which files took longest, and which tests. */
export class SlowestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length < fewFiles) return;
    const files = modules.map((one) => ({ name: one.relativeModuleId, ms: one.diagnostic().duration }));
    const tests = modules.flatMap((one) =>
      [...one.children.allTests()].map((test) => ({
        name: `${one.relativeModuleId} › ${test.fullName}`,
        ms: test.diagnostic()?.duration ?? 0,
      })),
    );
    const lines = ['', 'Slowest files', ...slowest(files), '', 'Slowest tests', ...slowest(tests), ''];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}
