import { z } from 'zod';
import { rule } from '../../schema/rules.ts';
import { count, told } from '../triggers/trigger-fields.ts';

/** Where something is asked over HTTP: a key in it would be seen by all who may read settings. */
export const webAddress: z.ZodString = z
  .string()
  .max(2_000)
  .refine(
    isPlainUrl,
    rule({
      en: 'must be a URL that begins with https:// or http:// and holds no user name and no password',
      zh: '必须是以 https:// 或 http:// 开头、不含用户名和密码的 URL',
    }),
  );

function isPlainUrl(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}

/** Sent by us, or of the connection: a second one would contradict it. */
const ownHeaders =
  /^(?:host|connection|keep-alive|te|trailer|upgrade|transfer-encoding|expect|accept|accept-encoding|user-agent|content-.*|webhook-.*|proxy-.*)$/;

/** A header such as `x-api-key`, in lower case. */
export const headerName: z.ZodString = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,63}$/,
    rule({ en: 'must be the name of a header in lower case', zh: '必须是小写的请求头名称' }),
  )
  .refine(
    (name) => !ownHeaders.test(name),
    rule({ en: 'is a header that Larkstream sets itself', zh: '该请求头由 Larkstream 自行设置' }),
  );

/** With these, whoever names a variable has another program run than the one that the operator allows. */
const steering =
  /^(?:PATH|HOME|TMPDIR|IFS|ENV|BASH_ENV|SHELLOPTS|BASHOPTS|CDPATH|PS4|(?:LD|DYLD|NODE|PYTHON|PERL|PERL5|RUBY|JAVA|JDK|GCONV|GLIBC|MALLOC|DOTNET|LUA|PHP)(?:_.*|[A-Z0-9]*)|.*_JAVA_OPTIONS)$/;

/** A variable such as `CRM_TOKEN`. */
export const variableName: z.ZodString = z
  .string()
  .regex(
    /^[A-Z_][A-Z0-9_]{0,63}$/,
    rule({
      en: 'must be the name of a variable in capitals, such as CRM_TOKEN',
      zh: '必须是大写的变量名，例如 CRM_TOKEN',
    }),
  )
  .refine(
    (name) => !steering.test(name),
    rule({ en: 'is a variable that may change which code is run', zh: '该变量可能改变所运行的代码' }),
  );

/** A list whose items are all different. */
export function namesOf(item: z.ZodString, most: number): z.ZodDefault<z.ZodArray<z.ZodString>> {
  return z
    .array(item)
    .max(most)
    .refine(
      (names) => new Set(names).size === names.length,
      rule({ en: 'must name each only once', zh: '每项只能出现一次' }),
    )
    .default([]);
}

const [secondMs, minuteMs] = [1_000, 60_000];

/** How long an answer may take. The whole is bounded: a handler that is tried again after a failure is given up before (`CircuitSettings.probeMs`). */
export function patience(
  firstSeconds: number,
): Readonly<Record<'firstByteMs' | 'idleMs' | 'wholeMs', z.ZodOptional<z.ZodInt>>> {
  return {
    firstByteMs: told(
      count(secondMs, 5 * minuteMs).optional(),
      ['First word', `Milliseconds until the answer begins; usually ${firstSeconds} s.`],
      ['首字节时间', `开始应答前最多等待的毫秒数，通常为 ${firstSeconds} 秒。`],
    ),
    idleMs: told(
      count(secondMs, 5 * minuteMs).optional(),
      ['Silence', 'Milliseconds between two pieces of an answer; usually 60 s.'],
      ['静默时间', '两段应答之间最多间隔的毫秒数，通常为 60 秒。'],
    ),
    wholeMs: told(
      count(secondMs, 10 * minuteMs).optional(),
      ['Whole answer', 'Milliseconds until its end; usually 10 min, which is the most.'],
      ['完整应答', '应答结束前最多等待的毫秒数，通常为 10 分钟，也是上限。'],
    ),
  };
}
