import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { ConfigError } from '../../model/errors.ts';

/** A file of a thing of the service. */
interface ThingFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The files of a folder and the folders in it, or one file.
 * @throws ConfigError `config.file.missing` where there is none
 */
export function readThings(place: string): readonly ThingFile[] {
  const files = filesIn(place);
  if (files.length > 0) return files;
  throw missing(place);
}

/** Whether a place is a folder of files. */
export function isFolder(place: string): boolean {
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Those of a folder that say what a thing of a service is, wherever in it they lie; none where there is no folder. */
export function filesOfThings(folder: string): readonly string[] {
  if (!isFolder(folder)) return [];
  return filesIn(folder)
    .filter(({ text }) => /^kind:/m.test(text))
    .map(({ path }) => path);
}

function filesIn(place: string): readonly ThingFile[] {
  try {
    if (!isFolder(place)) return [{ path: basename(place), text: readFileSync(place, 'utf8') }];
    return readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => ({ path: relative(place, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }));
  } catch (thrown) {
    throw thrown instanceof Error && 'code' in thrown ? missing(place) : thrown;
  }
}

function missing(place: string): ConfigError {
  return new ConfigError({
    code: 'config.file.missing',
    message: { en: `There are no files of things at ${place}`, zh: `${place} 中没有可应用的文件` },
    cure: {
      en: 'Give a folder with files that end in .yaml, as `larkstream export` writes them.',
      zh: '请给出含有 .yaml 文件的文件夹，例如 `larkstream export` 写出的文件夹。',
    },
  });
}

/** The values of the variables that the files name. Those that the environment has not are for the service to miss. */
export function variablesOf(
  files: readonly ThingFile[],
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const names = new Set(
    files.flatMap(({ text }) => [...text.matchAll(/\$\{([A-Za-z_]\w*)\}/g)].map(([, name = '']) => name)),
  );
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
