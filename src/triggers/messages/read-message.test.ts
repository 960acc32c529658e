import { describe, expect, test } from 'vitest';
import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import type { JsonObject } from '../../util/json.ts';
import { type MessageReading, readEventMessage, readItemMessage } from './read-message.ts';

const bot = 'ou_bot';
const reading: MessageReading = {
  botOpenId: bot,
  language: 'en',
  nameOf: (openId) => ({ ou_ann: 'Ann' })[openId],
  chatKindOf: (chatId) => (chatId === 'oc_topics' ? 'topic' : undefined),
  receivedAt: 1_700_000_000_000,
};

const mentionOfBot = { key: '@_user_1', id: { open_id: bot }, mentioned_type: 'bot', name: 'Helper' };
const mentionOfTom = { key: '@_user_2', id: { open_id: 'ou_tom', user_id: '' }, mentioned_type: 'user', name: 'Tom' };

function body(type: string, content: unknown, more: JsonObject = {}): JsonObject {
  return {
    sender: {
      sender_id: { open_id: 'ou_ann', union_id: 'on_ann', user_id: 'ann' },
      sender_type: 'user',
      tenant_key: 't',
    },
    message: {
      message_id: 'om_1',
      chat_id: 'oc_1',
      chat_type: 'group',
      create_time: '1609073151345',
      message_type: type,
      content: typeof content === 'string' ? content : JSON.stringify(content),
      mentions: [mentionOfBot, mentionOfTom],
      ...more,
    },
  };
}

function read(type: string, content: unknown, more: JsonObject = {}, as: MessageReading = reading): InboundMessage {
  const outcome = readEventMessage(body(type, content, more), as);
  if (outcome.kind === 'fault') throw new Error(outcome.fault.en);
  return outcome.message;
}

test('the documented example of im.message.receive_v1', () => {
  const example: JsonObject = {
    sender: {
      sender_id: {
        union_id: 'on_8ed6aa67826108097d9ee143816345',
        user_id: 'e33ggbyz',
        open_id: 'ou_84aad35d084aa403a838cf73ee18467',
      },
      sender_type: 'user',
      tenant_key: '736588c9260f175e',
    },
    message: {
      message_id: 'om_5ce6d572455d361153b7cb51da133945',
      root_id: 'om_5ce6d572455d361153b7cb5xxfsdfsdfdsf',
      parent_id: 'om_5ce6d572455d361153b7cb5xxfsdfsdfdsf',
      create_time: '1609073151345',
      update_time: '1687343654666',
      chat_id: 'oc_5ce6d572455d361153b7xx51da133945',
      thread_id: 'omt_d4be107c616',
      chat_type: 'group',
      message_type: 'text',
      content: '{"text":"@_user_1 hello"}',
      mentions: [
        {
          key: '@_user_1',
          id: { union_id: 'on_8ed6', user_id: 'e33ggbyz', open_id: 'ou_84aad35d084aa403a838cf73ee18467' },
          mentioned_type: 'user',
          name: 'Tom',
          tenant_key: '736588c9260f175e',
        },
      ],
      user_agent: 'Mozilla/5.0',
    },
  };
  expect(readEventMessage(example, reading)).toEqual({
    kind: 'message',
    message: {
      id: 'om_5ce6d572455d361153b7cb51da133945',
      chatId: 'oc_5ce6d572455d361153b7xx51da133945',
      chatKind: 'group',
      threadId: 'omt_d4be107c616',
      rootId: 'om_5ce6d572455d361153b7cb5xxfsdfsdfdsf',
      parentId: 'om_5ce6d572455d361153b7cb5xxfsdfsdfdsf',
      sender: {
        openId: 'ou_84aad35d084aa403a838cf73ee18467',
        unionId: 'on_8ed6aa67826108097d9ee143816345',
        userId: 'e33ggbyz',
        kind: 'user',
        tenantKey: '736588c9260f175e',
        name: undefined,
      },
      sentAt: 1609073151345,
      editedAt: 1687343654666,
      type: 'text',
      text: '@Tom hello',
      mentions: [{ openId: 'ou_84aad35d084aa403a838cf73ee18467', name: 'Tom', kind: 'user' }],
      mentionsBot: false,
      mentionsAll: false,
      attachments: [],
      quoted: undefined,
      forwarded: undefined,
      content: { text: '@_user_1 hello' },
    },
  });
});

const picture = 'img_47354fbc-a159-40ed-86ab-2ad0f1acb42g';
/** The documented contents of im-v1/message/message-content-description/message_content.md, and what people make of them. */
const texts: readonly (readonly [what: string, type: string, content: unknown, text: string])[] = [
  ['a text with the bot’s mention before it', 'text', { text: '@_user_1 hello' }, 'hello'],
  ['the mention twice', 'text', { text: ' @_user_1 @_user_1\u00a0hi @_user_1' }, 'hi @Helper'],
  ['somebody else’s mention', 'text', { text: '@_user_2 ask @_user_1' }, '@Tom ask @Helper'],
  ['a placeholder of nobody', 'text', { text: 'see @_user_12' }, 'see @_user_12'],
  ['everybody', 'text', { text: '@_all lunch' }, '@all lunch'],
  ['only the bot', 'text', { text: '@_user_1' }, ''],
  ['links', 'text', { text: '[Open Platform](https://open.feishu.cn)' }, '[Open Platform](https://open.feishu.cn)'],
  ['an image', 'image', { image_key: 'img_1' }, '[Image]'],
  ['a file', 'file', { file_key: 'f', file_name: 'test.txt' }, '[File: test.txt]'],
  ['a folder', 'folder', { file_key: 'f', file_name: 'folder' }, '[Folder: folder]'],
  ['a voice message', 'audio', { file_key: 'f', duration: 65_000 }, '[Voice message: 1:05]'],
  ['a video', 'media', { file_key: 'f', image_key: 'i', file_name: 'a.mp4', duration: 2000 }, '[Video: a.mp4]'],
  ['a sticker', 'sticker', { file_key: 'f' }, '[Sticker]'],
  ['a red packet', 'hongbao', { text: '[红包]' }, '[红包]'],
  [
    'a shared event',
    'share_calendar_event',
    { summary: 'Review', start_time: '1608265395000', end_time: '1608267015000' },
    '[Calendar event: Review] 2020-12-18 04:23 UTC – 2020-12-18 04:50 UTC',
  ],
  ['an invitation', 'calendar', { summary: 'Review' }, '[Calendar event: Review]'],
  ['a change of an event', 'general_calendar', { summary: 'Review', start_time: '0' }, '[Calendar event: Review]'],
  ['a group', 'share_chat', { chat_id: 'oc_2' }, '[Group: oc_2]'],
  ['a person who is known', 'share_user', { user_id: 'ou_ann' }, '[Contact: Ann]'],
  ['a person who is not', 'share_user', { user_id: 'ou_x' }, '[Contact: ou_x]'],
  [
    'what the system says',
    'system',
    { template: '{from_user} invited {to_chatters} to this chat.', from_user: ['Bot'], to_chatters: ['Ming', 'Wang'] },
    'Bot invited Ming, Wang to this chat.',
  ],
  [
    'a line between',
    'system',
    {
      template: '{divider_text}',
      from_user: [],
      divider_text: { text: '新会话', i18n_text: { zh_cn: '新话题', en_us: 'New Session' } },
    },
    'New Session',
  ],
  [
    'a place',
    'location',
    { name: 'Pudong, Shanghai', longitude: '121.5', latitude: '31.2' },
    '[Location: Pudong, Shanghai (31.2, 121.5)]',
  ],
  ['a place without where', 'location', { name: 'Pudong' }, '[Location: Pudong]'],
  [
    'a call',
    'video_chat',
    { topic: 'Daily', start_time: '1623124523829' },
    '[Video meeting: Daily] 2021-06-08 03:55 UTC',
  ],
  [
    'a task',
    'todo',
    {
      task_id: 'a',
      summary: { title: '', content: [[{ tag: 'text', text: 'Eat fruit' }]] },
      due_time: '1623124318000',
    },
    '[Task: Eat fruit] (due 2021-06-08 03:51 UTC)',
  ],
  ['a poll', 'vote', { topic: 'Lunch?', options: ['Rice', 'Noodles'] }, '[Poll: Lunch?]\n- Rice\n- Noodles'],
  ['a forward', 'merge_forward', { content: 'Merged and Forwarded Message' }, '[Forwarded messages]'],
  ['a forward whose content is a bare text', 'merge_forward', 'Merged and Forwarded Message', '[Forwarded messages]'],
  ['a type that nobody knows', 'hologram', { summary: 'Look' }, 'Look'],
  ['a type that nobody knows, without words', 'hologram', { x: 1 }, '[hologram]'],
  ['a card that cannot be read', 'interactive', { type: 'template', data: { template_id: 'AAq' } }, '[Card]'],
];

test.each(texts)('%s', (_, type, content, text) => {
  expect(read(type, content).text).toBe(text);
});

describe('a post', () => {
  const row = (...elements: JsonObject[]): JsonObject[] => elements;
  const text = (words: string, ...style: string[]): JsonObject => ({ tag: 'text', text: words, style });
  const at = (key: string): JsonObject => ({ tag: 'at', user_id: key, user_name: '', style: [] });

  test('with everything that the page lists', () => {
    const message = read('post', {
      title: 'A title',
      content: [
        row(text('First :', 'bold'), { tag: 'a', href: 'http://www.feishu.cn', text: 'link' }, at('@_user_2')),
        row({ tag: 'img', image_key: picture }),
        row({ tag: 'img', image_key: picture }),
        row({ tag: 'media', file_key: 'file_v2_0d', image_key: 'img_7e' }),
        row({ tag: 'emotion', emoji_type: 'SMILE' }, text(' not '), text('this', 'lineThrough')),
        row({ tag: 'hr' }),
        row({ tag: 'code_block', language: 'GO', text: 'func main() int64 {\n    return 0\n}' }),
      ],
    });
    expect(message.text).toBe(
      [
        '**A title**',
        '',
        'First :[link](http://www.feishu.cn)@Tom',
        '[Image]',
        '[Image]',
        '[Video]',
        ':SMILE: not ~~this~~',
        '---',
        '```go',
        'func main() int64 {',
        '    return 0',
        '}',
        '```',
      ].join('\n'),
    );
    expect(message.attachments).toEqual([
      { kind: 'image', key: picture, name: undefined, durationMs: undefined, canDownload: true },
      { kind: 'video', key: 'file_v2_0d', name: undefined, durationMs: undefined, canDownload: true },
    ]);
  });

  test.each([
    ['in the first row', [row(at('@_user_1'), text(' do it')), row(text('now'))], 'do it\nnow'],
    ['in a row of its own', [row(at('@_user_1')), row(text('do it'))], 'do it'],
    ['after others, where it stays', [row(at('@_user_2'), at('@_user_1'))], '@Tom@Helper'],
    ['alone', [row(at('@_user_1'))], ''],
    ['after a blank row', [row(), row(at('@_user_1'), text('x'))], 'x'],
  ])('with the bot %s', (_, content, expected) => {
    expect(read('post', { title: '', content }).text).toBe(expected);
  });

  test('with everybody', () => {
    expect(read('post', { content: [row(at('all'))] })).toMatchObject({ text: '@all', mentionsAll: true });
  });

  test('of one language, as it is sent', () => {
    expect(read('post', { zh_cn: { title: '题', content: [row(text('文'))] } }).text).toBe('**题**\n\n文');
  });

  test('with code that holds a fence', () => {
    const message = read('post', { content: [row({ tag: 'code_block', text: '```\nx\n```' })] });
    expect(message.text).toBe('````\n```\nx\n```\n````');
  });
});

describe('a card', () => {
  test('as it is received', () => {
    const message = read('interactive', {
      title: 'Card title',
      elements: [
        [{ tag: 'button', text: 'Main', type: 'primary' }],
        [
          { tag: 'a', href: 'https://www.feishu.cn', text: 'Feishu' },
          { tag: 'text', text: ' for ' },
          { tag: 'at', user_id: '@_user_2' },
        ],
        [{ tag: 'hr' }],
        [{ tag: 'img', image_key: 'img_acd' }],
        [{ tag: 'note', elements: [{ tag: 'text', text: 'Note' }] }],
        [
          { tag: 'text', text: 'Choose' },
          { tag: 'select_static', options: ['A', 'B'], placeholder: 'Please' },
        ],
      ],
    });
    expect(message.text).toBe(
      [
        '**Card title**',
        '[Main]',
        '[Feishu](https://www.feishu.cn) for @Tom',
        '---',
        '[Image]',
        'Note',
        'ChoosePlease\n(A, B)',
      ].join('\n'),
    );
  });

  test('as it was sent, of the second structure', () => {
    const card = {
      schema: '2.0',
      header: { title: { tag: 'plain_text', content: 'Approval' }, subtitle: { tag: 'plain_text', content: 'Travel' } },
      body: {
        elements: [
          { tag: 'markdown', content: 'For <at id=ou_tom></at> by <at id="ou_ann">x</at>' },
          {
            tag: 'column_set',
            columns: [{ tag: 'column', elements: [{ tag: 'button', text: { tag: 'plain_text', content: 'Agree' } }] }],
          },
          { tag: 'table', columns: [{ name: 'a', display_name: 'City' }], rows: [{ a: 'Rome' }] },
        ],
      },
    };
    const expected = '**Approval**\nTravel\nFor @Tom by @x\n[Agree]\n| City |\n| --- |\n| Rome |';
    expect(read('interactive', card).text).toBe(expected);
    expect(read('interactive', { json_card: JSON.stringify(card) }).text).toBe(expected);
  });

  test('as it was sent, of the first structure', () => {
    const message = read('interactive', {
      header: { title: { tag: 'plain_text', content: 'Notice' } },
      elements: [
        {
          tag: 'div',
          text: { tag: 'lark_md', content: '**Due** today' },
          fields: [{ text: { tag: 'lark_md', content: 'A' } }],
        },
        { tag: 'action', actions: [{ tag: 'button', text: { tag: 'plain_text', content: 'OK' } }] },
      ],
    });
    expect(message.text).toBe('**Notice**\n**Due** today\nA\n[OK]');
  });
});

describe('who and where', () => {
  test('the bot is known by its id, not by its name', () => {
    const named = { ...mentionOfTom, name: 'Helper' };
    expect(read('text', { text: 'x' }).mentionsBot).toBe(true);
    expect(read('text', { text: '@_user_2 x' }, { mentions: [named] })).toMatchObject({
      mentionsBot: false,
      text: '@Helper x',
    });
  });

  test.each([
    ['p2p', 'oc_1', 'direct'],
    ['group', 'oc_1', 'group'],
    ['group', 'oc_topics', 'topic'],
    ['topic_group', 'oc_1', 'topic'],
    ['something', 'oc_1', 'group'],
  ])('%s, %s: %s', (type, chat, kind) => {
    expect(read('text', { text: 'x' }, { chat_type: type, chat_id: chat }).chatKind).toBe(kind);
  });

  test('a bot may be known by its app only', () => {
    const from = body('text', { text: 'x' });
    const sender = { sender_id: { app_id: 'cli_1' }, sender_type: 'app', tenant_key: 't' };
    expect(readEventMessage({ ...from, sender }, reading)).toMatchObject({
      message: { sender: { openId: 'cli_1', kind: 'bot' } },
    });
  });

  test.each([
    ['without an id', { ...body('text', { text: 'x' }), message: { chat_id: 'oc_1' } }],
    ['without a sender', { ...body('text', { text: 'x' }), sender: {} }],
    ['without anything', {}],
    ['with other things in the places', { sender: [], message: 'x' }],
  ])('a message %s is none', (_, event) => {
    const outcome = readEventMessage(event, reading);
    expect(outcome.kind).toBe('fault');
  });

  test('times that are missing or in seconds', () => {
    expect(read('text', { text: 'x' }, { create_time: '' }).sentAt).toBe(reading.receivedAt);
    expect(read('text', { text: 'x' }, { create_time: '1609073151' }).sentAt).toBe(1609073151000);
    expect(read('text', { text: 'x' }, { update_time: '1609073151345' }).editedAt).toBeUndefined();
  });

  test('words are of the reader’s language', () => {
    expect(read('file', { file_name: '计划.pdf' }, {}, { ...reading, language: 'zh' }).text).toBe('[文件：计划.pdf]');
  });
});

describe('hostile contents', () => {
  test.each([
    ['no JSON', 'hello', { text: 'hello' }],
    ['a text of JSON', '"hello"', { text: 'hello' }],
    ['a list', '[1]', { text: '[1]' }],
    ['nothing', '', {}],
    ['too deep', `{"text":${'['.repeat(5000)}${']'.repeat(5000)}}`, {}],
  ])('%s', (_, content, expected) => {
    expect(read('text', content).content).toEqual(expected);
  });

  test('a content without an end is cut', () => {
    expect(read('text', { text: 'x'.repeat(1_000_000) }).text.length).toBeLessThan(300_001);
  });

  test('a card of a million elements is read in part', () => {
    const elements = Array.from({ length: 100_000 }, () => ({ tag: 'markdown', content: 'x' }));
    expect(read('interactive', { body: { elements } }).text.split('\n').length).toBeLessThan(2_001);
  });

  test('fields of other types are passed over', () => {
    expect(
      read('post', { title: 7, content: [3, null, [null, { tag: 'at' }, { tag: 'img', image_key: {} }]] }),
    ).toMatchObject({
      text: '**7**\n\n[Image]',
      attachments: [],
    });
    expect(read('vote', { topic: [], options: {} }).text).toBe('[Poll]');
    expect(read('text', { text: 'x' }, { mentions: { key: 'x' } }).mentions).toEqual([]);
  });
});

test('a message that was read names the same things otherwise', () => {
  const item: JsonObject = {
    message_id: 'om_9',
    chat_id: 'oc_1',
    msg_type: 'text',
    create_time: '1722238025751',
    update_time: '1722238029999',
    updated: true,
    deleted: false,
    sender: { id: 'ou_ann', id_type: 'open_id', sender_type: 'user', tenant_key: 't' },
    body: { content: '{"text":"@_user_1 @_user_2 test"}' },
    mentions: [
      { key: '@_user_1', id: bot, id_type: 'open_id', name: 'Helper' },
      { key: '@_user_2', id: 'ou_tom', id_type: 'open_id', name: 'Tom' },
    ],
  };
  expect(readItemMessage(item, reading)).toMatchObject({
    message: {
      text: '@Tom test',
      editedAt: 1722238029999,
      mentionsBot: true,
      mentions: [
        { openId: bot, kind: 'bot' },
        { openId: 'ou_tom', kind: 'user' },
      ],
      sender: { name: 'Ann', kind: 'user' },
    },
  });
});
