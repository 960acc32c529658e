import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose files take longest; what is not named here takes moments. */
const long = [
  'test/crash/',
  'test/end-to-end/',
  'test/destinations/',
  'test/airbyte/',
  'test/events/',
  'test/sync/',
  'test/feeds/',
  'test/docs/',
  'test/cli/',
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
