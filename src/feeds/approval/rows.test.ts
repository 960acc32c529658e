import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainRow } from '../../../test/support/plain-row.ts';
import { isObject, type JsonObject, type JsonValue, parseJson, readObject } from '../../util/json.ts';
import { Problems } from '../problems.ts';
import { definitionStream } from './definition-stream.ts';
import { readWidgets, toFormFieldRows } from './form-fields.ts';
import { readInstance, toDefinitionRow } from './rows.ts';
import { approvalStreams, instanceStreams } from './streams.ts';

const file = parseJson(readFileSync(new URL('../../../contract/endpoints.json', import.meta.url), 'utf8'));
const contract = (Array.isArray(file) ? file : []).filter(isObject);
const wanted = new Set(instanceStreams.map((stream) => stream.name));
const requested = { instanceCode: 'I-1', approvalCode: 'A-1' };

function example(path: string): JsonObject {
  const found = contract.find((row) => row.method === 'GET' && row.path === `/open-apis/approval/v4/${path}`) ?? {};
  return readObject(readObject(found, 'response_example'), 'data');
}

function rowsOf(payload: JsonObject, stream: string): readonly JsonObject[] {
  return (readInstance(payload, requested, wanted, new Problems()).rows.get(stream) ?? []).map(plainRow);
}

function fieldsOf(...widgets: JsonValue[]): JsonObject[] {
  const rows = toFormFieldRows({ instance_code: 'I-1', approval_code: 'A-1' }, widgets.filter(isObject));
  return rows.map(plainRow).map(({ instance_code: _i, approval_code: _a, ...row }) => row);
}

function textOf(widget: JsonObject): JsonValue | undefined {
  return fieldsOf({ id: 'w', ...widget })[0]?.value_text;
}

describe('every stream', () => {
  test.each(approvalStreams.map((stream) => [stream.name, stream] as const))('%s is described', (_name, stream) => {
    const names = stream.columns.map((column) => column.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining([...stream.primaryKey, ...(stream.parentKey ?? [])]));
    expect(stream.columns.filter((column) => column.description.en.length < 10)).toEqual([]);
  });

  test('each stream gets rows with exactly its columns', () => {
    const payload = example('instances/:instance_id');
    for (const stream of instanceStreams) {
      const rows = rowsOf(payload, stream.name);
      expect(rows.length, stream.name).toBeGreaterThan(0);
      for (const row of rows) {
        expect(Object.keys(row).sort(), stream.name).toEqual(stream.columns.map((column) => column.name).sort());
      }
    }
    const row = toDefinitionRow('A-1', example('approvals/:approval_code'), new Problems());
    expect(Object.keys(row).sort()).toEqual(definitionStream.columns.map((column) => column.name).sort());
  });
});

describe('the documented detail answer', () => {
  const payload = example('instances/:instance_id');

  test('the payload of an instance is kept unchanged', () => {
    expect(rowsOf(payload, 'approval_instance_payloads')).toEqual([
      { instance_code: 'I-1', approval_code: '7C468A54-8745-2245-9675-08B7C63E7A85', payload },
    ]);
  });

  test('yields the instance', () => {
    expect(rowsOf(payload, 'approval_instances')[0]).toMatchObject({
      approval_name: 'Payment',
      status: 'PENDING',
      start_time: '2019-07-31T16:28:52.967Z',
      serial_number: '202102060002',
      reverted: false,
    });
  });

  test('yields its children', () => {
    expect(rowsOf(payload, 'approval_tasks')).toMatchObject([{ task_id: '1234', status: 'PENDING', end_time: null }]);
    expect(rowsOf(payload, 'approval_timeline')).toMatchObject([
      { sequence: 0, type: 'PASS', ext: { user_id: '62d4a44c', open_id: 'ou_123456' }, user_id_list: ['f7cb567e'] },
    ]);
    expect(rowsOf(payload, 'approval_comments')).toMatchObject([{ comment_id: '1234', comment: 'ok' }]);
    expect(rowsOf(payload, 'approval_form_fields')).toMatchObject([
      { field_path: 'widget1', custom_id: 'user_info', type: 'textarea', value: null, value_text: null },
    ]);
  });

  test('yields only wanted streams', () => {
    const { rows } = readInstance(payload, requested, new Set(['approval_tasks']), new Problems());
    expect([...rows.keys()]).toEqual(['approval_tasks']);
  });
});

test('the documented definition answer yields the definition', () => {
  expect(toDefinitionRow('A-1', example('approvals/:approval_code'), new Problems())).toMatchObject({
    approval_code: 'A-1',
    approval_name: 'Payment',
    status: 'ACTIVE',
    form: [{ id: 'widget1', type: 'textarea' }],
    viewers: [{ type: 'TENANT' }],
  });
});

describe('a detail answer with oddities', () => {
  test('keeps the instance when the form is damaged', () => {
    const reading = readInstance({ status: 'PENDING', form: '[{"id":' }, requested, wanted, new Problems());
    expect(reading.formUnreadable).toBe(true);
    expect(reading.rows.get('approval_instances')).toMatchObject([{ instance_code: 'I-1', approval_code: 'A-1' }]);
    // What was known of the form stays.
    expect(reading.rows.has('approval_form_fields')).toBe(false);
    expect(readInstance({ form: '{}' }, requested, wanted, new Problems()).formUnreadable).toBe(true);
  });

  test.each([[undefined], [null], [''], ['[]'], ['null']])('has no fields when the form is %j', (form) => {
    const reading = readInstance({ form }, requested, wanted, new Problems());
    expect(reading.formUnreadable).toBe(false);
    expect(reading.rows.get('approval_form_fields')).toEqual([]);
  });

  test('an instance has no children when their keys are absent or null', () => {
    for (const stream of ['approval_tasks', 'approval_comments', 'approval_timeline']) {
      expect(rowsOf({}, stream)).toEqual([]);
      expect(rowsOf({ task_list: null, comment_list: null, timeline: null }, stream)).toEqual([]);
    }
  });

  test('keeps automatic nodes, repeated task ids and tasks without an id apart', () => {
    const auto = { user_id: '', open_id: '', type: 'AUTO_PASS', end_time: '0' };
    const tasks = rowsOf({ task_list: [{ id: '7', ...auto }, { id: '7' }, auto, { id: '' }] }, 'approval_tasks');
    expect(tasks.map((task) => task.task_id)).toEqual(['7', '7#2', '#2', '#3']);
    expect(tasks[0]).toMatchObject({ user_id: null, open_id: null, end_time: null });
  });

  test('keeps unknown timeline types and reads ext, whatever it is', () => {
    const timeline = rowsOf(
      {
        timeline: [
          { type: 'START', node_key: '', ext: '{}' },
          { type: 'SOMETHING_NEW', ext: 'not json', comment: '' },
          { type: 'CC', ext: '', cc_user_list: [{ cc_id: '1', open_id: 'ou_1' }] },
        ],
      },
      'approval_timeline',
    );
    expect(timeline.map(({ sequence, type, ext }) => [sequence, type, ext])).toEqual([
      [0, 'START', {}],
      [1, 'SOMETHING_NEW', 'not json'],
      [2, 'CC', null],
    ]);
    expect(timeline[0]).toMatchObject({ node_key: null, comment: null, files: null });
  });

  test('building rows never fails on any JSON', () => {
    const keys = fc.constantFrom(
      'form',
      'task_list',
      'timeline',
      'comment_list',
      'start_time',
      'status',
      'approval_code',
    );
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), fc.jsonValue(), (payload, form) => {
        const parsed = parseJson(JSON.stringify({ ...payload, form: JSON.stringify(form) }));
        const { rows } = readInstance(isObject(parsed) ? parsed : {}, requested, wanted, new Problems());
        for (const stream of instanceStreams) {
          const ids = (rows.get(stream.name) ?? []).map((row) => stream.primaryKey.map((key) => row[key]).join(' '));
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
    );
  });
});

describe('form fields', () => {
  const cell = (id: string, value: JsonValue): JsonObject => ({ id, type: 'input', name: id.toUpperCase(), value });

  test('fields of a detail table have a path for each cell', () => {
    const value = [
      [cell('what', 'Taxi'), { id: 'sum', type: 'amount', value: 23.5, ext: { currency: 'CNY' } }],
      [cell('what', 'Hotel')],
    ];
    const fields = fieldsOf({ id: 'w1', type: 'fieldList', value }, cell('after', 'x'));
    expect(fields.map((field) => [field.field_path, field.parent_field_id, field.row_index, field.ordinal])).toEqual([
      ['w1', null, null, 0],
      ['w1[0].what', 'w1', 0, 1],
      ['w1[0].sum', 'w1', 0, 2],
      ['w1[1].what', 'w1', 1, 3],
      ['after', null, null, 4],
    ]);
    expect(fields[0]).toMatchObject({ value, value_text: 'Taxi, 23.5 CNY; Hotel' });
    expect(fields[1]).toMatchObject({ field_id: 'what', value_text: 'Taxi', name: 'WHAT' });
  });

  test('nest as deep as the form does', () => {
    const inner = { id: 'in', type: 'fieldList', value: [[cell('a', '1')], [cell('a', '2')]] };
    const fields = fieldsOf({ id: 'out', type: 'fieldList', value: [[inner]] });
    expect(fields.map((field) => field.field_path)).toEqual(['out', 'out[0].in', 'out[0].in[0].a', 'out[0].in[1].a']);
  });

  test('fields of a group that lists its controls are under the group', () => {
    const value = [cell('start', '2024-01-02'), cell('reason', 'flu')];
    const fields = fieldsOf({ id: 'g', type: 'leaveGroupV2', value });
    expect(fields.map((field) => [field.field_path, field.parent_field_id, field.row_index])).toEqual([
      ['g', null, null],
      ['g.start', 'g', null],
      ['g.reason', 'g', null],
    ]);
    expect(fields[0]?.value_text).toBe('2024-01-02, flu');
  });

  test('form fields with repeated or missing ids have different paths', () => {
    const paths = fieldsOf(cell('a', 1), cell('a', 2), { type: 'text', value: 'x' }, cell('a#2', 3), cell('a', 4));
    expect(paths.map((field) => field.field_path)).toEqual(['a', 'a#2', '#2', 'a#2#2', 'a#3']);
  });

  test('an empty or malformed table is one field', () => {
    for (const value of [[], [[]], [[null]], null, 'x', { a: 1 }, [1, [2]]]) {
      expect(fieldsOf({ id: 't', type: 'fieldList', value })).toHaveLength(1);
    }
    expect(readWidgets('[1, null, {"id":"a"}]')).toBeUndefined();
  });
});

test.each<[string, JsonObject, string | null]>([
  ['text', { type: 'input', value: 'hello' }, 'hello'],
  ['an empty text', { type: 'textarea', value: '' }, null],
  ['a number', { type: 'number', value: 0 }, '0'],
  ['an amount', { type: 'amount', value: 12.5, ext: { currency: 'USD', capitalValue: 'x' } }, '12.5 USD'],
  ['an amount without ext', { type: 'amount', value: 12.5, ext: null }, '12.5'],
  ['a formula', { type: 'formula', value: 3, ext: { capitalValue: 'three' } }, '3'],
  ['a date', { type: 'date', value: '2024-05-01T00:00:00+08:00', timezoneOffset: -480 }, '2024-05-01T00:00:00+08:00'],
  [
    'a date range',
    { type: 'dateInterval', value: { start: '2024-05-01', end: '2024-05-03', interval: 2.5 } },
    '2024-05-01 – 2024-05-03 (2.5)',
  ],
  ['a choice', { type: 'radioV2', value: 'Yes', option: { key: 'k1', text: 'Yes' } }, 'Yes'],
  ['a choice from outside', { type: 'radio', value: 'k1', option: { key: 'k1', text: 'Yes' } }, 'Yes'],
  ['a choice without option', { type: 'radioV2', value: 'Yes', option: null }, 'Yes'],
  ['choices', { type: 'checkboxV2', value: ['A', 'B'], option: [{ key: 'a', text: 'A' }, { text: 'B' }] }, 'A, B'],
  ['choices without option', { type: 'checkbox', value: ['A', 'B'] }, 'A, B'],
  ['people', { type: 'contact', value: ['u1', 'u2'], open_ids: ['ou_1', 'ou_2'] }, 'u1, u2'],
  ['people without user ids', { type: 'contact', value: [], open_ids: ['ou_1'] }, 'ou_1'],
  [
    'departments',
    { type: 'department', value: [{ open_id: 'od-1' }, { open_id: 'od-2', name: 'Sales' }] },
    'od-1, Sales',
  ],
  ['an address', { type: 'address', value: 'China/Beijing/Haidian' }, 'China/Beijing/Haidian'],
  ['a telephone', { type: 'telephone', value: { country_code: '+86', national_number: '138' } }, '+86 138'],
  ['a telephone as written', { type: 'telephone', value: { countryCode: '+86', nationalNumber: '138' } }, '+86 138'],
  ['attachments', { type: 'attachmentV2', value: ['https://a/1', 'https://a/2'], ext: 'a.pdf,b.pdf' }, 'a.pdf,b.pdf'],
  ['quoted names', { type: 'image', value: ['https://a/1'], ext: '"a.png"' }, 'a.png'],
  ['files without names', { type: 'imageV2', value: ['https://a/1?x=\u0026'], ext: null }, null],
  ['linked approvals', { type: 'connect', value: ['I-2'], ext: { serialIDs: ['20240001'] } }, '20240001'],
  ['linked approvals without ext', { type: 'connect', value: ['I-2'] }, 'I-2'],
  ['a document', { type: 'document', value: { token: 'd', type: 'doc', title: 'Plan', url: 'https://x' } }, 'Plan'],
  [
    'a leave',
    {
      type: 'widgetLeaveGroupV2',
      value: { name: 'Sick', start: 'a', end: 'b', interval: 1, unit: 'DAY', reason: 'flu' },
    },
    'Sick, a – b (1 DAY), flu',
  ],
  ['a punch correction', { type: 'remedyGroup', value: { time: '09:00', reason: 'late bus' } }, '09:00, late bus'],
  ['a shift', { type: 'shiftGroup', value: { shiftTime: 'a', returnTime: 'b', reason: 'swap' } }, 'a – b, swap'],
  [
    'a trip',
    {
      type: 'tripGroup',
      value: { schedule: [{ departure: 'X', destination: ['Y'], start: 'a', end: 'b' }], reason: 'fair' },
    },
    'X → Y a – b, fair',
  ],
  ['a type nobody knows', { type: 'apaascorehrGroup', value: { b: { c: [1] } } }, '{"b":{"c":[1]}}'],
  ['a truth', { type: 'whatever', value: true }, 'true'],
  ['nothing', { type: 'mutableGroup', value: null }, null],
])('%s reads as a person would', (_name, widget, text) => {
  expect(textOf(widget)).toBe(text);
});

test('numbers of any length come out of the form as they went in', () => {
  const [long, precise] = ['1234567890123233445', '0.12345678901234567890'];
  const form = `[{"id":"w1","type":"number","name":"n","value":${long}},{"id":"w2","type":"number","name":"n","value":${precise}}]`;
  const ext = `{"id":${long}}`;
  const wanted = new Set(['approval_form_fields', 'approval_timeline']);
  const { rows } = readInstance({ form, timeline: [{ type: 'START', ext }] }, requested, wanted, new Problems());
  const texts = (rows.get('approval_form_fields') ?? []).map((row) => [JSON.stringify(row.value), row.value_text]);
  expect(texts).toEqual([
    [long, long],
    [precise, precise],
  ]);
  expect(JSON.stringify(rows.get('approval_timeline')?.[0]?.ext)).toBe(ext);
});
