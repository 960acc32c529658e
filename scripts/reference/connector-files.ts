import { syncModesOf, toCatalogStream } from '../../src/airbyte/catalog.ts';
import { specMessage } from '../../src/airbyte/messages.ts';
import { writeStreamState } from '../../src/airbyte/stream-state.ts';
import { createSource } from '../../src/app/create-source.ts';
import { version } from '../../src/cli/version.ts';
import { connectorSpec } from '../../src/config/connector-spec.ts';
import { parseSource } from '../../src/config/read-source.ts';
import type { RegionName } from '../../src/config/settings.ts';
import type { Stream } from '../../src/model/stream.ts';
import { type JsonValue, parseJson, readObject } from '../../src/util/json.ts';
import { renderConnectorPage } from './connector-page.ts';

const regions: readonly RegionName[] = ['lark', 'feishu'];

const text = (value: JsonValue): string => `${JSON.stringify(value, undefined, 2)}\n`;

const credentials = { auth_type: 'custom_app', app_id: 'cli_0000000000000000', app_secret: 'not-a-secret' };

async function fixedStreams(region: RegionName): Promise<readonly Stream[]> {
  const modules = {
    approval: { approval_codes: ['x'] },
    base: { tables: [{ app_token: 'x' }] },
    attendance: {},
    contact: {},
  };
  const { settings } = parseSource({ credentials, modules }, region);
  const { source } = await createSource({ settings });
  try {
    return (await source.discover()).streams;
  } finally {
    await source.close();
  }
}

function configuredCatalog(streams: readonly Stream[]): JsonValue {
  return {
    streams: streams.map((stream) => ({
      stream: toCatalogStream(stream),
      sync_mode: syncModesOf(stream).at(-1) ?? 'full_refresh',
      destination_sync_mode: 'append',
    })),
  };
}

/** States from far ahead, of the streams that go on from one. */
function futureStates(streams: readonly Stream[]): JsonValue {
  const until = Date.UTC(3000, 0);
  const state = {
    lineage: 'future',
    sequence: 1,
    until,
    isComplete: true,
    isFull: true,
    rows: 0,
    rowsBefore: undefined,
  };
  return streams
    .filter((stream) => syncModesOf(stream).includes('incremental'))
    .map(({ name }) => ({
      type: 'STREAM',
      stream: { stream_descriptor: { name }, stream_state: parseJson(writeStreamState(state, '{}')) },
    }));
}

/** The connectors' pages and the files for Airbyte's acceptance tests, by their path: what the code says, written down. */
export async function renderConnectorFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const region of regions) {
    const folder = `connectors/source-${region}/integration_tests`;
    const streams = await fixedStreams(region);
    const documentation = `https://docs.airbyte.com/integrations/sources/${region}`;
    files.set(`docs/airbyte/${region}.md`, renderConnectorPage(region, streams, version));
    files.set(`${folder}/spec.json`, text(readObject(specMessage(connectorSpec(region), documentation), 'spec')));
    files.set(`${folder}/configured_catalog.json`, text(configuredCatalog(streams)));
    files.set(`${folder}/abnormal_state.json`, text(futureStates(streams)));
    files.set(`${folder}/invalid_config.json`, text({ credentials, modules: { contact: {} } }));
  }
  return files;
}
