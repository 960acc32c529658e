export const regions = ['feishu', 'lark'] as const;
export type Region = (typeof regions)[number];
