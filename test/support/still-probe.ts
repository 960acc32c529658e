import type { ControlParts } from '../../src/control/parts.ts';
import type { FoundStream, ServiceProbe } from '../../src/model/service/service-probe.ts';

const line = { name: 'platform', title: { en: 'Platform', zh: '开放平台' }, message: { en: 'Still', zh: '静止' } };

const stream = (name: string): FoundStream => ({
  name,
  module: name.startsWith('base') ? 'base' : 'contact',
  title: { en: name, zh: name },
  description: { en: '', zh: '' },
  columns: [],
  primaryKey: [],
  cursor: undefined,
  isWanted: true,
  mode: undefined,
});

/** Answers at once and reaches nothing: for tests of what all routes have in common. */
const stillProbe: ServiceProbe = {
  testIntegration: async function* ({ mode }) {
    const lines = [{ ...line, outcome: 'ok' as const }];
    yield* lines;
    return { lines, isOk: true, mode };
  },
  askAboutEvents: async ({ mode }) => ({ mode, missing: [], connections: undefined, url: '' }),
  testDestination: async () => [{ ...line, outcome: 'ok' }],
  dropTenant: async () => ({ state: 'absent', left: [] }),
  discover: async () => ['base_records', 'contact_users'].map(stream),
  preview: async (_, { stream }) => ({ stream, columns: [], rows: [], isWhole: true }),
  plan: async () => ({ endpoints: [], calls: 0, seconds: 0, isEstimate: false }),
  readDepartments: async () => ({ items: [], next: undefined }),
  readPeople: async () => ({ items: [], next: undefined }),
  readChats: async () => ({ items: [], next: undefined }),
  look: async (_, { reference: id }) => ({ id, name: id, parts: [], partId: undefined, viewId: undefined }),
  readScopes: async () => ({ granted: [], consoleUrl: 'https://open.feishu.cn/app/cli_a1b2c3d4e5f6a7b8' }),
  readBotOpenId: async () => 'ou_bot',
  readAppFacts: async () => ({ granted: undefined, subscribed: undefined, chats: undefined }),
  applyForScopes: async () => {},
};

export function withStillProbe(parts: ControlParts): ControlParts {
  return { ...parts, resources: { ...parts.resources, probe: stillProbe } };
}
