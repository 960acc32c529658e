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

const ways = { incremental: 'incremental', resumable: 'full, resumable', whole: 'full' } as const;

function streamTable(streams: readonly Stream[]): string {
  const rows = streams.map((stream) => {
    const key = stream.primaryKey.map((column) => `\`${column}\``).join(', ');
    return `| \`${stream.name}\` | ${stream.description.replace(/\.$/, '')} | ${key} | ${ways[stream.continuation ?? 'whole']} |`;
  });
  return ['| stream | what | key | read |', '|---|---|---|---|', ...rows].join('\n');
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

1. In the [developer console](${console}) create a custom app. App ID and App Secret stand under *Credentials & Basic Info*.
2. Under *Permissions & Scopes* grant the read scopes of the modules that you want. For Contact also set the contact data range.
3. Publish a version: scopes and ranges have no effect before.
4. Let the app in: open each Base, *… > Add document app*; put the employees into the app's data range in the attendance admin console;
   allow Airbyte's addresses if the app has an IP allowlist.

### Step 2: Set up the ${name} connector in Airbyte

1. Choose **Sources**, then **${name}**, and give it a name.
2. **Credentials**: *Custom app*, with **App ID** and **App Secret**. (*Store app* is reserved.)
3. **Modules**: a module is read when its block is there.
   - **Approval**: the approval codes, from the address of the approval editor (\`definitionCode=…\`); from when on; how far to look back.
   - **Base**: links as the browser shows them (\`https://${example}/base/…\`, \`/wiki/…\`), or a Base token for all of its tables.
     With **Typed streams**, each table is a stream of its own besides, with a typed column for each field.
   - **Attendance**: everybody visible to the app, or the listed employees.
   - **Contact**: the app's whole range, or the listed departments.
4. **Set up source.** The check tries everything that a sync will need. What fails is named with what to do next.

**Base URL** is for private deployments and the [sandbox](../../src/sandbox/readme.md); without it, calls go to \`${host}\`.

## Supported sync modes

The ${name} source connector supports the following [sync modes](https://docs.airbyte.com/cloud/core-concepts/#connection-sync-modes):

- [Full Refresh - Overwrite](https://docs.airbyte.com/understanding-airbyte/connections/full-refresh-overwrite/)
- [Full Refresh - Append](https://docs.airbyte.com/understanding-airbyte/connections/full-refresh-append)
- [Incremental Sync - Append](https://docs.airbyte.com/understanding-airbyte/connections/incremental-append)
- [Incremental Sync - Append + Deduped](https://docs.airbyte.com/understanding-airbyte/connections/incremental-append-deduped)

Incremental streams read again what may have changed (the lookback), so choose *Append + Deduped*. A stream that is read whole also takes part
in an incremental connection; it is then read whole. *Resumable*: a read that was broken off goes on at the page where it stopped.

## Supported Streams
`;
}

function tail({ name }: Place, version: string): string {
  return `With **Typed streams**, also one stream \`base_<base token>_<table id>\` for each table, with a column \`<field id>_<kind>\` for each field
and the field's name as the column's title. A renamed field keeps its column; a field of another type gets a new one.

Streams of one module are read in one walk: all approval streams together cost the calls of one.

### Deletes

The protocol has no word for "gone". With *Full Refresh - Overwrite* what is gone upstream is gone at the destination. In incremental
streams a cancelled or deleted approval instance keeps its row, with its status; a comment that was taken back, or a punch that was
corrected away, stays until a refresh. (\`larkstream sync\` marks deletes in every stream.)

## Performance considerations

The source paces itself by the documented limits, per second and per minute, for the whole app, and tells Airbyte while it waits
(\`RATE_LIMITED\`). **Rate limit scale** takes a share of them when other tools use the same app.

| module | limit | what that is |
|---|---|---|
| Approval | 100 lists and 1,000 details a minute | a thousand instances a minute |
| Base | 20 calls a second of 500 records | 10,000 records a second over all Bases |
| Attendance | 50 calls a second of 50 employees | 2,500 employees a second for up to 30 days |
| Contact | 1,000 calls a minute | 50,000 people a minute, a call for each department |

## Data type map

| at the platform | Airbyte type |
|---|---|
| text, single option, phone, automatic number | \`string\` |
| number, currency, progress, rating | \`number\` |
| checkbox | \`boolean\` |
| instant (milliseconds or seconds since the epoch) | \`timestamp_with_timezone\`, in UTC |
| people, options, attachments, links between records | \`array\` |
| link, location, one person | \`object\` |
| formula | the type of its result when the platform declares one, otherwise JSON in a \`string\` |
| anything else that has no fixed shape | JSON in a \`string\` |

Values that do not fit their typed column are null and counted in a warning; \`base_records\` holds them as they are.

## Limitations & Troubleshooting

| message | what to do |
|---|---|
| scope missing (99991672) | grant the named scope in the developer console, then **publish a version** |
| no permission on a Base (91403, 1254302) | open the Base, *… > Add document app*, with the right to manage if advanced permissions are on |
| the app is unknown here | a Feishu app belongs to the Feishu source, a Lark app to the Lark source |
| an address is not allowed (99991401) | add Airbyte's addresses to the app's IP allowlist |
| "had … records at the last read and now shows …" | usually a withdrawn permission. If the records are really gone, clear the stream's state (refresh) and sync again |
| the monthly quota is used up (99991403) | wait for the next month or raise the tenant's plan |

- An instance that is final and older than the lookback is not read again: a comment added to it later is not seen before a refresh.
- The platform lists changes of Base records by no reliable order; tables are read whole on every sync.
- All messages: [errors](../reference/errors.md). What the documentation leaves open: [assumptions](../platform-assumptions.md).

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
