import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import type { UsedPackage } from './src/data/used-package.ts';

const project = join(import.meta.dirname, '..');
const module = 'virtual:used-packages';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Gives `virtual:used-packages`: the packages of others that the program is built on, with their licences, by the lock file. */
export function packagesPlugin(): Plugin {
  return {
    name: 'used-packages',
    resolveId: (id) => (id === module ? `\0${module}` : undefined),
    load: (id) => (id === `\0${module}` ? `export const usedPackages = ${JSON.stringify(usedPackages())};` : undefined),
  };
}

function usedPackages(): readonly UsedPackage[] {
  const lock: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(
    readFileSync(join(project, 'package-lock.json'), 'utf8'),
  );
  const locked = lock.packages;
  // Packages for the machines of others have no licence in it; those of the same name have.
  const ofService = Object.keys(locked).filter((place) => place !== '' && locked[place]?.dev !== true);
  const all = [
    ...ofService.map((place) => [place, 'service'] as const),
    ...placesOfConsole(locked).map((place) => [place, 'console'] as const),
  ];
  const used = all.flatMap(([place, by]): readonly UsedPackage[] => {
    const { version, license } = locked[place] ?? {};
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return version === undefined || license === undefined ? [] : [{ name, version, license, by }];
  });
  return used.sort((one, other) => one.name.localeCompare(other.name, 'en'));
}

/** What its sources import, and what that needs. */
function placesOfConsole(locked: Readonly<Record<string, Locked>>): readonly string[] {
  const places = new Set<string>();
  const add = (name: string, from: string): void => {
    const place = [`${from}/node_modules/${name}`, `node_modules/${name}`].find((each) => locked[each] !== undefined);
    if (place === undefined || places.has(place)) return;
    places.add(place);
    for (const needed of Object.keys(locked[place]?.dependencies ?? {})) add(needed, place);
  };
  for (const file of globSync('console/src/**/*.{ts,tsx}', { cwd: project }))
    for (const [, name = ''] of readFileSync(join(project, file), 'utf8').matchAll(
      /(?:from|import) '((?:@[\w-]+\/)?[\w-][\w.-]*)/g,
    ))
      add(name, '');
  return [...places];
}
