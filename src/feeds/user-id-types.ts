/** Which id calls use for people, and columns that refer to them hold. */
export const userIdTypes = ['open_id', 'union_id', 'user_id'] as const;
/** As the API's `user_id_type`. */
export type UserIdType = (typeof userIdTypes)[number];
