import { z } from 'zod';
import { notEmpty, rule } from '../schema/rules.ts';
import { isObject, type JsonObject } from '../util/json.ts';

/** The variable that a secret of a file stands for: `${SALES_APP_SECRET}`. */
export const placeholder: RegExp = /^\$\{([A-Za-z_][A-Za-z0-9_]{0,100})\}$/;

/** What a thing is called in its file, and in those that refer to it. */
export const name: z.ZodString = z.string().trim().min(1, notEmpty).max(100);

/** Settings, which whoever applies the file checks. */
export const settings: z.ZodType<JsonObject> = z.custom<JsonObject>(
  isObject,
  rule({ en: 'must be a group of settings', zh: '必须是一组配置项' }),
);

/** The variable that holds a secret. */
export const secret: z.ZodString = z.string().regex(
  placeholder,
  rule({
    en: `must name a variable, such as \${APP_SECRET}: a file holds no secret`,
    zh: `必须引用变量，例如 \${APP_SECRET}：文件中不存放密钥`,
  }),
);
