import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assertRuntime, minNodeVersion } from './assert-runtime.ts';

test('an older Node is refused in words', () => {
  for (const version of ['20.20.2', '22.9.0', '22.18.0']) expect(() => assertRuntime(version)).toThrow(version);
  for (const version of [minNodeVersion, '22.19.1', '22.100.0', '24.0.0', process.versions.node])
    expect(() => assertRuntime(version)).not.toThrow();
});

test('the oldest is the one that the package names', () => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(engines.node).toBe(`>=${minNodeVersion.replace(/\.0$/, '')}`);
});
