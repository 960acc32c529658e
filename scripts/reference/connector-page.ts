import type { RegionName } from '../../src/config/settings.ts';
import type { Stream } from '../../src/model/stream.ts';

interface Place {
  readonly region: RegionName;
  readonly name: string;
  readonly product: string;
  readonly console: string;
  readonly host: string;
  readonly example: string;
}

const places: { readonly [region in RegionName]: Place } = {
  feishu: {
    region: 'feishu',
    name: 'Feishu',
    product: 'https://www.feishu.cn',
    console: 'https://open.feishu.cn/app',
    host: 'open.feishu.cn',
    example: 'example.feishu.cn',
  },
  lark: {
    region: 'lark',
    name: 'Lark',
    product: 'https://www.larksuite.com',
    console: 'https://open.larksuite.com/app',
    host: 'open.larksuite.com',
    example: 'example.larksuite.com',
  },
};

const ways = { incremental: 'incremental', resumable: 'full, resumable', full: 'full' } as const;

function streamTable(streams: readonly Stream[]): string {
  const rows = streams.map((stream) => {
    const key = stream.primaryKey.map((column) => `\`${column}\``).join(', ');
    return `| \`${stream.name}\` | ${stream.description.en.replace(/\.$/, '')} | ${key} | ${ways[stream.continuation ?? 'full']} |`;
  });
  return ['| stream | content | key | read |', '|---|---|---|---|', ...rows].join('\n');
}

/** The page of one source in Airbyte's template for connector documentation. */
export function renderConnectorPage(region: RegionName, streams: readonly Stream[], version: string): string {
  const place = places[region];
  return `${head(place)}
${streamTable(streams)}

${tail(place, version)}`;
}

function head({ region, name, product, console, host, example }: Place): string {
  return `# ${name}

[简体中文](${region}.zh-CN.md)

<HideInUI>

This page contains the setup guide and reference information for the [${name}](${product}) source connector.

</HideInUI>

## Prerequisites

- A ${name} account that may create a custom app in the [developer console](${console}).
- The App ID and App Secret of that app, which are the credentials of this source.
- For each module that you replicate: its scopes ([Approval](../modules/approval.md#scopes), [Base](../modules/base.md#scopes),
  [Attendance](../modules/attendance.md#scopes), [Contact](../modules/contact.md#scopes)).

## Setup guide

### Step 1: Set up ${name}

1. In the [developer console](${console}) create a custom app. App ID and App Secret are under *Credentials & Basic Info*.
2. Under *Permissions & Scopes* grant the read scopes of the modules that you want. For Contact also set the contact data range.
3. Publish a version: scopes and ranges take effect only then.
4. Give the app access to the data: open each Base, *… > Add document app*; add the employees to the app's data range in the attendance
   admin console; add Airbyte's addresses if the app has an IP allowlist.

### Step 2: Set up the ${name} connector in Airbyte

1. Choose **Sources**, then **${name}**, and give it a name.
2. **Credentials**: *Custom app*, with **App ID** and **App Secret**. (*Store app* is reserved.)
3. **Modules**: the source reads each module whose block is present.
   - **Approval**: the approval codes, from the address of the approval editor (\`definitionCode=…\`); the first day; the lookback in days.
   - **Base**: links as the browser shows them (\`https://${example}/base/…\`, \`/wiki/…\`), or a Base token for all of its tables.
     With **Typed streams**, each table also has its own stream, with a typed column for each field.
   - **Attendance**: everybody visible to the app, or the listed employees.
   - **Contact**: the app's whole range, or the listed departments.
4. **Set up source.** The check tests everything that a sync needs, and says for each failure what to do next.

**Base URL** is for private deployments and the [sandbox](../../src/sandbox/readme.md); without it, calls go to \`${host}\`.

## Supported sync modes

The ${name} source connector supports the following [sync modes](https://docs.airbyte.com/cloud/core-concepts/#connection-sync-modes):

- [Full Refresh - Overwrite](https://docs.airbyte.com/understanding-airbyte/connections/full-refresh-overwrite/)
- [Full Refresh - Append](https://docs.airbyte.com/understanding-airbyte/connections/full-refresh-append)
- [Incremental Sync - Append](https://docs.airbyte.com/understanding-airbyte/connections/incremental-append)
- [Incremental Sync - Append + Deduped](https://docs.airbyte.com/understanding-airbyte/connections/incremental-append-deduped)

Incremental streams read the lookback again, because its records may have changed; so choose *Append + Deduped*. An incremental connection may
also include full streams; each sync reads them as a whole. *Resumable*: an interrupted read continues at the page where it stopped.

## Supported Streams
`;
}

function tail({ name }: Place, version: string): string {
  return `**Typed streams** adds a stream \`base_<base token>_<table id>\` for each table, with a column \`<field id>_<kind>\` for each field
and the field's name as the column's title. A renamed field keeps its column; a field with a new type gets a new one.

One walk reads all streams of a module: all approval streams together cost the calls of one.

### Deletes

Airbyte's protocol cannot express a delete. With *Full Refresh - Overwrite*, rows that are deleted upstream disappear at the destination. In
incremental streams, a cancelled or deleted approval instance keeps its row, with its status; a withdrawn comment, or a punch that a
correction removed, stays until a refresh. (\`larkstream sync\` marks deletes in every stream.)

## Performance considerations

The source paces itself by the documented limits, per second and per minute, for the whole app, and tells Airbyte while it waits
(\`RATE_LIMITED\`). Use **Rate limit scale** to leave a share of them to other tools that use the same app.

| module | limit | equals |
|---|---|---|
| Approval | 100 lists and 1,000 details a minute | a thousand instances a minute |
| Base | 20 calls a second of 500 records | 10,000 records a second over all Bases |
| Attendance | 50 calls a second of 50 employees | 2,500 employees a second for up to 30 days |
| Contact | 1,000 calls a minute | 50,000 people a minute, with one call per department |

## Data type map

| on the platform | Airbyte type |
|---|---|
| text, single option, phone, automatic number | \`string\` |
| number, currency, progress, rating | \`number\` |
| checkbox | \`boolean\` |
| instant (milliseconds or seconds since the epoch) | \`timestamp_with_timezone\`, in UTC |
| people, options, attachments, links between records | \`array\` |
| link, location, one person | \`object\` |
| formula | the type of its result when the platform declares one, otherwise JSON in a \`string\` |
| anything else that has no fixed shape | JSON in a \`string\` |

Values that do not fit their typed column become null and are counted in a warning; \`base_records\` holds them unchanged.

## Limitations & Troubleshooting

| message | what to do |
|---|---|
| scope missing (99991672) | grant the named scope in the developer console, then **publish a version** |
| no permission on a Base (91403, 1254302) | open the Base, *… > Add document app*, with the right to manage if advanced permissions are on |
| the app is unknown here | a Feishu app belongs to the Feishu source, a Lark app to the Lark source |
| an address is not allowed (99991401) | add Airbyte's addresses to the app's IP allowlist |
| "had … records at the last read and now shows …" | usually a withdrawn permission. If the records are really gone, clear the stream's state (refresh) and sync again |
| the monthly quota is used up (99991403) | wait for the next month or raise the tenant's plan |

- A final instance older than the lookback is not read again: a comment added to it later appears only after a refresh.
- The platform has no reliable list of changed Base records; every sync reads tables as a whole.
- All messages: [errors](../reference/errors.md). Open questions of the platform's documentation: [assumptions](../platform-assumptions.md).

## Tutorials

- [Run the source with PyAirbyte](pyairbyte.md)
- [Build the image and add it to your Airbyte](image.md)
- [Compared with the connector in Airbyte's catalogue](compared.md)

## Changelog

| Version | Date | Subject |
|:--------|:-----------|:------------------------------|
| ${version} | 2026-11-21 | First version of the ${name} source |
`;
}
