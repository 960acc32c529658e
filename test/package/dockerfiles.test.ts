import { existsSync, readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';

const ignore = readFileSync('.dockerignore', 'utf8').split('\n');

describe.each(['Dockerfile', 'connectors/Dockerfile'])('%s', (file) => {
  const text = readFileSync(file, 'utf8');
  const instructions = text
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => !line.startsWith('#') && line.trim() !== '');

  test('a Dockerfile has no error and no warning', () => {
    expect(validate(text)).toEqual([]);
  });

  test('copies what is there, and what the build is allowed to see', () => {
    const copied = instructions
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(copied.length).toBeGreaterThan(3);
    for (const path of copied) {
      expect(existsSync(path), path).toBe(true);
      expect(ignore, path).toContain(`!${path}`);
    }
  });

  test('the image runs as an unprivileged user, given by number, so that a cluster can check it', () => {
    expect(instructions.filter((line) => line.startsWith('USER '))).toEqual(['USER 1000']);
  });

  test('starts the program itself, so that a signal reaches it', () => {
    expect(instructions.find((line) => line.startsWith('ENTRYPOINT '))).toMatch(/^ENTRYPOINT \["node", "/);
  });
});

test('the image of the service says its version, and has a list of its parts', () => {
  const text = readFileSync('Dockerfile', 'utf8');
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(text).toContain(`LABEL org.opencontainers.image.version="${version}"`);
  expect(text).toMatch(/npm sbom .* > sbom\.cdx\.json/);
  expect(text).toMatch(/^COPY --from=build .*sbom\.cdx\.json/m);
  // Volumes take the place of these, and of their owner.
  expect(text).toMatch(/mkdir \/data \/files .*\n && chown node:node \/data \/files/);
});
