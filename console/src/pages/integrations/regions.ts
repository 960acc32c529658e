/** The platforms of the catalogue. */
export const regions = ['lark', 'feishu'] as const;
