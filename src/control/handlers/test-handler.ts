import type { ErrorCode } from '../../model/error-codes.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { CheckLine, CheckReport } from '../../model/service/check-report.ts';
import type { HandlerRequest, ReplyPart } from '../../model/triggers/handler.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';
import { change } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { loadHandlerSecrets } from './load-handler-secrets.ts';
import { noDownloads } from './no-downloads.ts';

const check = { name: 'answer', title: { en: 'Answer', zh: '应答' } };
const longestMs = 60_000;
const mostShown = 100;

/** Asks it something that says it is a test (`kind` is `test`), and keeps what came of it. @throws ConfigError `api.not.found` */
export async function testHandler(
  parts: ControlParts,
  caller: Caller,
  id: string,
  signal: AbortSignal,
): Promise<CheckReport> {
  const handler = found(await parts.store.handlers.find(id), 'handler', id);
  const line = await ask(parts, handler, signal);
  const report: CheckReport = { lines: [line], isOk: line.outcome !== 'failed' };
  const detail = { isOk: report.isOk };
  return await change(parts, caller, { action: 'handler.test', kind: 'handler', id, detail }, async (tables) => {
    await tables.handlers.noteTest(id, report, parts.clock.now());
    return report;
  });
}

async function ask(parts: ControlParts, handler: ServiceHandler, signal: AbortSignal): Promise<CheckLine> {
  const began = parts.clock.elapsed();
  try {
    const secrets = await loadHandlerSecrets(parts.openVault(parts.store.secrets), handler);
    const made = parts.resources.createHandler(handler, secrets);
    const ended = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
    const answer = await Array.fromAsync(made.handle(testRequest(parts), noDownloads(ended)));
    return { ...check, outcome: 'ok', ...told(answer, Math.round(parts.clock.elapsed() - began)) };
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof DOMException && thrown.name === 'TimeoutError') return tooLate;
    const { texts, code } = toLarkstreamError(thrown);
    return { ...check, outcome: 'failed', message: texts.message, cure: testCures[code] ?? texts.cure, code };
  }
}

/** A test is asked once, and nobody waits for its answer: nothing is asked again by itself, and there is nothing to replay. */
const testCures: Readonly<Partial<Record<ErrorCode, Message>>> = {
  'handler.failed': {
    en: 'Start the handler, or correct its address; its own log says more. Then test it again.',
    zh: '请启动处理程序，或更正其地址；详情见处理程序的日志。然后重新测试。',
  },
  'handler.refused': {
    en: 'Correct what the message names: address, key, model or the handler itself. Then test it again.',
    zh: '请改正消息所指之处：地址、密钥、模型或处理程序本身，然后重新测试。',
  },
  'handler.gone': {
    en: 'It says by HTTP 410 that it wants nothing any more. Name another address, or let it answer; then test it again.',
    zh: '它以 HTTP 410 表示不再接收。请指定其他地址，或让它恢复应答，然后重新测试。',
  },
  'handler.away': {
    en: 'Start the program that connects, then test it again.',
    zh: '请启动提供函数的程序，然后重新测试。',
  },
};

const tooLate: CheckLine = {
  ...check,
  outcome: 'failed',
  message: { en: 'It did not answer within 60 s', zh: '60 秒内没有应答' },
  cure: { en: 'Look at the log of the handler.', zh: '请查看处理程序的日志。' },
};

function told(answer: readonly ReplyPart[], ms: number): Pick<CheckLine, 'message'> {
  if (answer.some(({ kind }) => kind === 'later')) {
    const message = { en: `It took the test in ${ms} ms, and answers later`, zh: `已在 ${ms} 毫秒内接收，稍后回复` };
    return { message };
  }
  const text = textOf(answer).trim();
  if (text === '')
    return {
      message: { en: `It took the test in ${ms} ms, and says nothing`, zh: `已在 ${ms} 毫秒内接收，没有回复内容` },
    };
  const shown = text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
  return { message: { en: `It answered in ${ms} ms: “${shown}”`, zh: `已在 ${ms} 毫秒内应答：“${shown}”` } };
}

function textOf(answer: readonly ReplyPart[]): string {
  return answer.reduce((text, part) => {
    if (part.kind === 'text') return text + part.text;
    return part.kind === 'replace' ? part.text : text;
  }, '');
}

function testRequest({ newId }: Pick<ControlParts, 'newId'>): HandlerRequest {
  return {
    id: newId('tu'),
    attempt: 1,
    kind: 'test',
    trigger: { id: 'test', name: 'Test', version: 0 },
    integration: { id: 'test', appId: 'test', region: 'lark' },
    tenantKey: 'test',
    session: undefined,
    user: undefined,
    text: 'This is a test by Larkstream. Please answer with one word.',
    messages: [],
    history: [],
    event: undefined,
    replyHandle: undefined,
  };
}
