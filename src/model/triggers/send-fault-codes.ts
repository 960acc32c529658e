import type { SendAction, SendFault, SendOperation } from './send-fault.ts';

type Row = readonly [action: SendAction, concerns: SendFault['concerns'], en: string, zh: string];

const wait = (en: string, zh: string): Row => ['retry', 'message', en, zh];
const soon = (en: string, zh: string): Row => ['retry_soon', 'message', en, zh];
const stop = (concerns: SendFault['concerns'], en: string, zh: string): Row => ['give_up', concerns, en, zh];

const noScope = stop('app', 'The app lacks a permission for it', '应用缺少所需权限');
const badCredentials = stop('app', 'The app id or its secret is wrong', '应用 ID 或密钥不正确');
const token = wait('The access token was not accepted', '访问凭证未被接受');
const mayNotBeSeen = stop('target', 'The bot cannot see the message', '机器人看不到该消息');
const wrongArgument = stop('message', 'Lark does not accept a value in it', '飞书不接受其中的某个参数');
const dissolved = stop('chat', 'The chat was dissolved', '群聊已解散');
const botIsOff = stop('app', 'The app’s bot is not switched on', '应用未启用机器人能力');
const notAvailable = stop('person', 'The app is not available to this person', '应用的可用范围不包含该用户');
const byAdmin = stop('person', 'Settings of the person or of the tenant forbid it', '用户或企业的设置不允许该操作');
const noKey = stop('app', 'The tenant’s encryption key was deleted', '企业的加密密钥已被删除');
const sensitive = stop('message', 'Lark found sensitive content in it', '消息中含有敏感内容');
const later = (what: string, zh: string): Row => ['send_anew', 'message', what, zh];

/** Of every operation, unless the next table says another thing. */
const general: ReadonlyMap<number, Row> = new Map<number, Row>([
  [99991400, wait('The app calls too often', '应用调用过于频繁')],
  [230020, wait('Too much is said in this chat or to this person at once', '对该聊天或用户发送过于频繁')],
  [11232, wait('Lark is busy', '飞书繁忙')],
  [2200, wait('Lark had an internal fault', '飞书内部错误')],
  [232096, wait('Lark takes no uploads at the moment', '飞书暂停写入')],
  [234042, wait('The tenant’s storage has a fault, or is full', '企业存储异常或已满')],
  [230049, soon('The message is being sent', '消息正在发送')],
  [231015, soon('The same request is being worked on', '相同请求正在处理')],
  [200810, soon('Somebody is pressing a button of the card', '用户正在与卡片交互')],
  [99991661, token],
  [99991663, token],
  [99991664, token],
  [99991665, token],
  [99991668, token],
  [99991671, token],
  [99991677, token],
  [99991401, stop('app', 'The address of this machine is not on the app’s list', '本机 IP 不在应用的白名单中')],
  [99991403, stop('app', 'The calls of this month are used up', '本月调用额度已用完')],
  [99991672, noScope],
  [99991673, noScope],
  [99991679, noScope],
  [230027, noScope],
  [99992361, stop('person', 'The person’s id is of another app', '该 open_id 属于另一个应用')],
  [10003, badCredentials],
  [10012, badCredentials],
  [10014, stop('app', 'The app cannot be used: it is disabled or not installed', '应用不可用：已停用或未安装')],
  [10015, badCredentials],
  [10002, wrongArgument],
  [230001, wrongArgument],
  [230002, stop('chat', 'The bot is not in the chat', '机器人不在该群')],
  [230006, botIsOff],
  [234007, botIsOff],
  [230013, notAvailable],
  [231022, notAvailable],
  [230015, stop('message', 'A direct chat cannot be shared', '单聊不能作为名片分享')],
  [230017, stop('message', 'What it shows was not uploaded by this bot', '资源不属于该机器人')],
  [230018, stop('chat', 'The settings of the group forbid it', '群设置不允许该操作')],
  [230035, stop('chat', 'The bot may not speak in this chat', '机器人在该聊天中没有发言权限')],
  [230022, sensitive],
  [230028, sensitive],
  [230025, ['split', 'message', 'The message is too long', '消息过长']],
  [200860, ['split', 'message', 'The card is too large', '卡片过大']],
  [300305, ['split', 'message', 'The card has more than 200 parts', '卡片组件超过 200 个']],
  [230029, stop('person', 'The person has left the company', '用户已离职')],
  [230053, stop('person', 'The person has stopped messages of this bot', '用户已停止接收该机器人的消息')],
  [230038, stop('person', 'The person is of another company', '不能跨企业单聊')],
  [230034, stop('chat', 'Lark does not know to whom it goes', '接收者 ID 无效')],
  [230036, noKey],
  [234041, noKey],
  [232009, dissolved],
  [230054, stop('target', 'This is not possible with a message of its type', '该类型的消息不支持此操作')],
  [230055, stop('message', 'The uploaded file is of another type', '上传的文件类型与消息类型不符')],
  [230075, stop('chat', 'Bots cannot speak in an encrypted chat', '不支持在加密聊天中发送')],
  [230011, stop('target', 'The message was recalled', '消息已被撤回')],
  [230110, stop('target', 'The message was deleted', '消息已被删除')],
  [231003, stop('target', 'The message is not there any more', '消息不存在或已被删除')],
  [230050, mayNotBeSeen],
  [231018, mayNotBeSeen],
  [231008, mayNotBeSeen],
  [230111, stop('target', 'The message is about to destroy itself', '消息即将自动销毁')],
  [230019, ['other_place', 'target', 'The topic is not there any more', '话题不存在']],
  [230009, stop('message', 'It is too late to recall it', '已超过可撤回的时间')],
  [230026, stop('message', 'The bot may not recall it', '机器人无权撤回该消息')],
  [230031, later('The card is older than 14 days', '卡片发送已超过 14 天')],
  [231001, stop('message', 'Lark does not know this reaction', '表情类型无效')],
  [231002, stop('target', 'The bot may not react to the message', '机器人无权对该消息添加表情')],
  [231004, stop('chat', 'The chat of the message is not there any more', '消息所在聊天不存在')],
  [231005, stop('target', 'The topic was removed', '话题已被移除')],
  [231006, wrongArgument],
  [231012, wrongArgument],
  [231013, wrongArgument],
  [231014, wrongArgument],
  [231017, stop('target', 'There are no reactions to a message of its type', '该类型的消息不支持表情')],
  [231019, byAdmin],
  [231020, byAdmin],
  [231021, stop('chat', 'The bot may not act in external chats', '机器人无权操作外部聊天')],
  [234001, wrongArgument],
  [234002, noScope],
  [
    234006,
    stop(
      'message',
      'The file is too large: an image may have 10 MB, a file 30 MB',
      '文件过大：图片不超过 10 MB，文件不超过 30 MB',
    ),
  ],
  [234010, stop('message', 'The file is empty', '文件大小为 0')],
  [234011, stop('message', 'Lark does not know the format of the image', '不支持的图片格式')],
  [234039, stop('message', 'The image has too many pixels', '图片分辨率超出限制')],
  [200220, ['plainer', 'message', 'Lark could not make a card of it', '飞书无法生成卡片']],
  [300301, ['plainer', 'message', 'Two parts of the card have one id', '卡片组件 ID 重复']],
  [300307, ['plainer', 'message', 'The card is empty', '卡片内容为空']],
  [200740, later('The card is not there', '卡片实体不存在')],
  [200750, later('The card is older than 14 days', '卡片实体已超过 14 天')],
  [200770, ['done', 'message', 'Lark has this write already', '该操作已执行']],
  [200850, ['reopen', 'message', 'The card has streamed for ten minutes', '卡片流式更新已超时']],
  [300309, ['reopen', 'message', 'The card streams no more', '卡片流式更新已关闭']],
  [300317, ['higher', 'message', 'The card has seen a higher sequence', '卡片操作序号未递增']],
  [300120, ['higher', 'message', 'Lark had a fault with the card', '飞书处理卡片时出错']],
  [300122, ['retry', 'message', 'Lark could not change the settings of the card', '更新卡片配置失败']],
  [300302, ['other_way', 'message', 'The card is not shared', '卡片未声明为共享卡片']],
  [300303, ['other_way', 'message', 'The card is of an old structure', '卡片不是 JSON 2.0 结构']],
  [300310, ['other_way', 'message', 'This part of the card is no text', '该组件不支持流式更新']],
  [300311, ['other_way', 'message', 'The card is of another app', '应用无权操作该卡片']],
  [300313, ['other_way', 'message', 'Lark could not change the card', '更新卡片组件失败']],
]);

const noCardKit: Row = [
  'other_way',
  'app',
  'The app may not write to cards (cardkit:card:write)',
  '应用缺少卡片权限（cardkit:card:write）',
];
const cardTaken: readonly (readonly [number, Row])[] = [
  [99991672, noCardKit],
  [99991679, noCardKit],
  [230027, noCardKit],
  [10002, ['other_way', 'message', 'Lark does not accept a value of the card', '飞书不接受卡片的某个参数']],
];
const gone = (en: string, zh: string): Row => ['done', 'message', en, zh];
const noThread: Row = ['other_place', 'target', 'There are no topics there', '该群不支持话题回复'];
const reactionIsGone = gone('The reaction is not there', '表情不存在');

/** Where a code means another thing, or calls for another thing. */
const special: Readonly<Partial<Record<SendOperation, readonly (readonly [number, Row])[]>>> = {
  send: [
    [
      230054,
      [
        'plainer',
        'message',
        'Messages of this type are not possible in the connected group',
        '互联群不支持该类型的消息',
      ],
    ],
  ],
  reply: [
    [230050, ['other_place', 'target', 'The bot cannot see the message it answers to', '机器人看不到被回复的消息']],
    [230054, ['other_place', 'target', 'A message of its type cannot be answered to', '该类型的消息不支持回复']],
    [230071, noThread],
    [230072, ['other_place', 'target', 'A forward of several messages has no topic', '合并消息不支持话题回复']],
  ],
  edit: [
    [230071, stop('message', 'It is not a message of this bot', '该消息不是机器人发送的')],
    [230072, later('It was edited 20 times', '消息已达编辑次数上限')],
    [230073, later('Messages of a secret group cannot be edited', '密聊群的消息不支持编辑')],
    [230074, later('Messages of an encrypted group cannot be edited', '第三方加密群的消息不支持编辑')],
    [230075, later('It is too late to edit it', '已超过可编辑的时间')],
  ],
  recall: [
    [230011, gone('It was recalled already', '消息已被撤回')],
    [230110, gone('It was deleted already', '消息已被删除')],
  ],
  unreact: [
    [230110, reactionIsGone],
    [231003, reactionIsGone],
    [231005, reactionIsGone],
    [231010, reactionIsGone],
    [231011, reactionIsGone],
    [231007, stop('message', 'It is not a reaction of this bot', '该表情不是机器人添加的')],
  ],
  // im-v1/message/push_follow_up: codes of its own under the numbers of others.
  follow_ups: [
    [230002, stop('message', 'The answer is older than ten minutes', '消息发送已超过 600 秒')],
    [230003, stop('chat', 'Suggestions are for direct chats', '仅支持在单聊中添加跟随气泡')],
    [230004, mayNotBeSeen],
    [230005, notAvailable],
    [230006, stop('message', 'Something newer was said in the chat', '仅支持聊天中最新的一条消息')],
    [230007, stop('message', 'Lark does not accept a suggestion', '气泡内容无效')],
    [230008, gone('It has its suggestions already', '消息已添加跟随气泡')],
  ],
  card_create: cardTaken,
  card_write: cardTaken,
  card_settings: cardTaken,
  card_replace: cardTaken,
};

/** What a code means of an operation; undefined when it is not known. */
export function knownFault(operation: SendOperation, code: number): SendFault | undefined {
  const row = special[operation]?.find(([number]) => number === code)?.[1] ?? general.get(code);
  if (row === undefined) return undefined;
  const [action, concerns, en, zh] = row;
  return { action, concerns, why: { en, zh } };
}
