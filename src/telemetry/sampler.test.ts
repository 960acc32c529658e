import { expect, test } from 'vitest';
import { samplerOf } from './sampler.ts';

const usual =
  'ParentBased{root=AlwaysOnSampler, remoteParentSampled=AlwaysOnSampler, remoteParentNotSampled=AlwaysOffSampler, localParentSampled=AlwaysOnSampler, localParentNotSampled=AlwaysOffSampler}';

test.each([
  [undefined, undefined, usual],
  ['nonsense', '0.5', usual],
  ['always_on', undefined, 'AlwaysOnSampler'],
  ['always_off', undefined, 'AlwaysOffSampler'],
  ['traceidratio', '0.25', 'TraceIdRatioBased{0.25}'],
  ['traceidratio', '', 'TraceIdRatioBased{1}'],
  ['traceidratio', '7', 'AlwaysOnSampler'],
  ['parentbased_always_off', undefined, usual.replace('root=AlwaysOnSampler', 'root=AlwaysOffSampler')],
  ['parentbased_traceidratio', '0.1', usual.replace('root=AlwaysOnSampler', 'root=TraceIdRatioBased{0.1}')],
])('OTEL_TRACES_SAMPLER=%s with %s', (OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG, shown) => {
  expect(samplerOf({ OTEL_TRACES_SAMPLER, OTEL_TRACES_SAMPLER_ARG }).toString()).toBe(shown);
});
