/** People are numbers in Approval: an instance is generated without the directory, which turns the number into a person. */
export type PersonNumber = number;
/** Who decides automatically. */
export const nobody: PersonNumber = -1;
