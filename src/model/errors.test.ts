import { expect, test } from 'vitest';
import { ConfigError, StoppedError, toLarkstreamError } from './errors.ts';

const stopped = new StoppedError({ code: 'run.stopped', message: { en: 'Stopped', zh: '已停止' } });
const full = new ConfigError({ code: 'destination.full', message: { en: 'Full', zh: '已满' } });

test('several errors are the worst of them, with the words of all in both languages', () => {
  const error = toLarkstreamError(new AggregateError([stopped, full, full]));
  expect(error).toBeInstanceOf(ConfigError);
  expect(error).toMatchObject({
    code: 'destination.full',
    texts: { message: { en: 'Stopped; Full', zh: '已停止；已满' }, cure: full.texts.cure },
  });
});

test('a bug among several is never hidden by what is no bug', () => {
  const error = toLarkstreamError(new AggregateError([full, new TypeError('what')]));
  expect(error).toMatchObject({ family: 'bug', message: 'Full; what' });
});

test('an error of several without any is a bug', () => {
  expect(toLarkstreamError(new AggregateError([], 'nothing'))).toMatchObject({ family: 'bug', message: 'nothing' });
});
