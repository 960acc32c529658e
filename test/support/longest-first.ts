import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose files take longest; what is not named here takes moments. */
const long = [
  'test/console/journeys',
  'test/crash/kill',
  'test/end-to-end/',
  'test/cli/whole-',
  'test/package/installed',
  'test/docs/commands',
  'test/serve/',
  'test/crash/',
  'test/destinations/',
  'test/airbyte/',
  'test/events/',
  'test/sync/',
  'test/feeds/',
  'test/docs/',
  'test/cli/',
  'test/embedded-postgres/',
  'test/service/',
  'test/store/',
  'test/',
];

/** Begins with what takes long, so that no worker is left alone with it at the end. A fresh clone knows no times. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = long.findIndex((folder) => moduleId.includes(`/${folder}`));
      return at === -1 ? long.length : at;
    };
    return (await super.sort(files)).toSorted((left, right) => rank(left) - rank(right));
  }
}
