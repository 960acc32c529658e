import { expect, test } from 'vitest';
import { systemClock } from '../model/clock.ts';
import { Secret } from '../model/secret.ts';
import { createBotName } from './create-bot-name.ts';
import { createClientPool } from './create-client.ts';

// `listen` that is stopped in its first moment closes the pool before the name is asked for.
test('a name that cannot be asked for is none, whatever the reason', async () => {
  const clients = createClientPool();
  await clients.close();
  const bot = createBotName(
    {
      region: 'feishu',
      credentials: { auth_type: 'custom_app', app_id: 'cli_1', app_secret: new Secret('s') },
      rate_limit_scale: 1,
      modules: {},
    },
    { clients, clock: systemClock },
  );
  expect(await bot()).toBeNull();
});
