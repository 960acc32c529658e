import type { JsonObject } from '../../util/json.ts';
import type { Cell, CellView } from './field.ts';
import { token } from './names-and-tokens.ts';
import type { PeoplePool } from './people-pool.ts';

const openings = [
  '客户已确认交货时间，等待财务复核',
  '仓库反馈缺少配件，需要补发一批',
  'Customer asked for an updated quotation before Friday',
  '合同扫描件已上传，纸质版本周寄出',
  'Payment was received in two parts; see the attached slips',
  '验收时发现两处划痕，供应商同意更换',
  'Shipping delayed by the carrier, new date to be confirmed',
  '门店盘点差异 3 件，已登记并通知区域经理',
];
const tails = [
  '。',
  '，请跟进。',
  ' (second reminder)',
  '；优先级：高',
  '\n附注：以合同为准',
  ', thanks!',
  ' – “urgent”',
  '',
];

/** The cells of a location column, with the keys of the platform. */
export const places: readonly JsonObject[] = [
  place('116.397755,39.903179', ['北京市', '北京市', '东城区'], '东长安街', '天安门广场'),
  place('121.473667,31.230525', ['上海市', '上海市', '黄浦区'], '人民大道200号', '人民广场'),
  place('114.057868,22.543099', ['广东省', '深圳市', '福田区'], '福中三路', '市民中心'),
  place('103.851959,1.290270', ['Singapore', 'Singapore', 'Downtown Core'], '1 Raffles Place', 'Raffles Place'),
];

function place(
  location: string,
  [pname = '', cityname = '', adname = '']: readonly string[],
  address: string,
  name: string,
): JsonObject {
  return { address, adname, cityname, full_address: `${name}，${cityname}${adname}${address}`, location, name, pname };
}

/** Free texts: plain ones, some with a link segment, some that mention a person. */
export function noteCells(people: PeoplePool): readonly Cell[] {
  return Array.from({ length: 128 }, (_, at): Cell => {
    if (at % 8 === 7) return undefined;
    const text = `${openings[at % openings.length]}${tails[Math.floor(at / 8) % tails.length]}`;
    if (at % 16 === 3)
      return [
        { text, type: 'text' },
        { link: `https://docs.example.com/notes/${at}`, text: '详情', type: 'url' },
      ];
    if (at % 16 !== 9) return [{ text, type: 'text' }];
    const person = people.people[at % people.people.length];
    const mention = {
      mentionNotify: false,
      mentionType: 'User',
      name: person?.name ?? '',
      text: `@${person?.name ?? ''}`,
      token: person?.openId ?? '',
      type: 'mention',
    };
    return [{ text, type: 'text' }, mention];
  });
}

/** One to three people, or an empty cell. */
export function personCells(people: PeoplePool, view: CellView): readonly Cell[] {
  return Array.from({ length: 256 }, (_, at): Cell => {
    const count = at % 10 === 0 ? 0 : at % 13 === 0 ? 3 : at % 5 === 0 ? 2 : 1;
    return count === 0
      ? undefined
      : Array.from({ length: count }, (_unused, step) => people.json(at + step * 31, view.userIdType));
  });
}

const files = [
  ['合同.pdf', 'application/pdf'],
  ['报价单 v2.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['site photo.jpeg', 'image/jpeg'],
] as const;

/** How many files a table has. No token is stored: the download route tries each number. */
export const attachedFiles = 33;

/** One of the files that hang in a table. */
export function attachedFile(
  tableId: string,
  at: number,
): { readonly fileToken: string; readonly name: string; readonly type: string; readonly size: number } {
  const [name, type] = files[at % files.length] ?? files[0];
  return { fileToken: token(`${tableId}/file/${at}`, 27), name, type, size: 12_000 + at * 977 };
}

/** Files whose two links carry the table's revision: they change although the file does not. */
export function attachmentCells(
  table: { readonly tableId: string; readonly openHost: string },
  view: CellView,
): readonly Cell[] {
  const { tableId, openHost } = table;
  const extra = encodeURIComponent(JSON.stringify({ bitablePerm: { tableId, rev: view.revision } }));
  const file = (at: number): JsonObject => {
    const { fileToken, name, type, size } = attachedFile(tableId, at);
    const medias = `${openHost}/open-apis/drive/v1/medias`;
    return {
      file_token: fileToken,
      name,
      size,
      tmp_url: `${medias}/batch_get_tmp_download_url?file_tokens=${fileToken}&extra=${extra}`,
      type,
      url: `${medias}/${fileToken}/download?extra=${extra}`,
    };
  };
  return Array.from(
    { length: 32 },
    (_, at): Cell => (at % 3 === 0 ? (at % 2 ? [file(at), file(at + 1)] : [file(at)]) : undefined),
  );
}

/** The cells of a group column: one group each, or none. */
export function groupCells(tableId: string): readonly Cell[] {
  const names = ['武侠聊天组', 'Launch room', '华东大区'];
  const cells = names.map((name, at): Cell => {
    const id = `oc_${token(`${tableId}/group/${at}`, 32).toLowerCase()}`;
    return [{ avatar_url: `https://avatars.sandbox.example/group-${at}.webp`, id, name }];
  });
  return [...cells, undefined];
}
