/** Which id calls use for people, and columns that refer to them hold. */
export const userIdTypes = ['open_id', 'union_id', 'user_id'] as const;
export type UserIdType = (typeof userIdTypes)[number];
