import { expect, test } from 'vitest';
import type { Pipeline } from '../model/service/pipeline.ts';
import type { Schedule } from '../model/service/schedule.ts';
import { budgetShare, withShare } from './budget-share.ts';

const pipeline = (id: string, kind: 'live' | 'every' | 'manual', tenantKey?: string): Pipeline => {
  const schedule: Schedule = kind === 'every' ? { kind, minutes: 5 } : { kind };
  return {
    id,
    name: id,
    integrationId: 'in_1',
    tenantKey,
    destinationId: undefined,
    modules: {},
    streams: {},
    schedule,
    state: 'active',
    pausedBy: undefined,
    pausedWhy: undefined,
    configFailures: 0,
    dueAt: undefined,
    createdAt: 1,
    changedAt: 1,
    version: 1,
  };
};

test.each([
  ['once, alone', ['every'], [1]],
  ['once beside once: one works at a time', ['every', 'manual'], [1, 1]],
  ['live, alone', ['live'], [1]],
  ['live beside live', ['live', 'live'], [0.5, 0.5]],
  ['live beside once', ['live', 'every'], [0.5, 0.5]],
  ['two live beside once', ['live', 'live', 'every'], [0.25, 0.25, 0.5]],
] as const)('%s', (_, kinds, shares) => {
  const all = kinds.map((kind, at) => pipeline(`pl_${at}`, kind));
  expect(all.map((one) => budgetShare(one, all))).toEqual(shares);
});

test('pipelines of other tenants have limits of their own', () => {
  const one = pipeline('pl_1', 'every', 'a');
  expect(budgetShare(one, [one, pipeline('pl_2', 'live', 'b')])).toBe(1);
});

test('the share is one of the scale that the configuration names; without limits it stays so', () => {
  const scaleOf = (source: object, share: number): unknown =>
    JSON.parse(withShare({ text: JSON.stringify({ source }), secrets: {} }, share).text).source.rate_limit_scale;
  expect(scaleOf({}, 0.5)).toBe(0.5);
  expect(scaleOf({ rate_limit_scale: 0.5 }, 0.5)).toBe(0.25);
  expect(scaleOf({ rate_limit_scale: 0 }, 0.5)).toBe(0);
  expect(scaleOf({}, 1)).toBeUndefined();
});
