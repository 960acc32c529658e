/** The platforms, by the names that the API gives them. */
export const regions = ['lark', 'feishu'] as const;

/** Where people look after their apps. */
export const developerConsoles = {
  lark: { address: 'open.larksuite.com/app' },
  feishu: { address: 'open.feishu.cn/app' },
} as const;
