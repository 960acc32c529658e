import { expect, test } from 'vitest';
import { defaultTriggerSettings } from './default-settings.ts';
import { triggerConsumer, triggerFilter, triggerOfConsumer } from './trigger-consumer.ts';

test('a trigger is found again by its consumer, and gets what it is for', () => {
  expect(triggerOfConsumer(triggerConsumer('tr_1'))).toBe('tr_1');
  expect(triggerOfConsumer('pipeline pl_1')).toBeUndefined();
  const types = ['im.message.receive_v1', 'im.message.recalled_v1', 'card.action.trigger'];
  expect(triggerFilter('cli_1', defaultTriggerSettings)).toEqual({ types, appIds: ['cli_1'] });
  const events = { ...defaultTriggerSettings.events, types: ['approval.*', 'approval.*'] };
  expect(triggerFilter('cli_1', { kind: 'events', events })).toEqual({ types: ['approval.*'], appIds: ['cli_1'] });
});
