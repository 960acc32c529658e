import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

/**
 * The sampler that the standard variables name, which this SDK does not read itself
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). All that is unknown counts as unset.
 */
export function samplerOf({
  OTEL_TRACES_SAMPLER: name = '',
  OTEL_TRACES_SAMPLER_ARG: argument = '',
}: NodeJS.ProcessEnv): Sampler {
  const [, parentBased, kind] = /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(name) ?? [
    '',
    'parentbased_',
  ];
  const root = rootOf(kind, argument);
  return parentBased === undefined ? root : new ParentBasedSampler({ root });
}

function rootOf(kind: string | undefined, argument: string): Sampler {
  if (kind === 'always_off') return new AlwaysOffSampler();
  const ratio = argument === '' ? 1 : Number(argument);
  if (kind === 'traceidratio' && ratio >= 0 && ratio <= 1) return new TraceIdRatioBasedSampler(ratio);
  return new AlwaysOnSampler();
}
