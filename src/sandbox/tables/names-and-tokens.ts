import { hash32 } from '../random.ts';
import { scatter } from './field.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A number for a text, so that ids can be derived from what they name. */
export function textSalt(text: string): number {
  return hash32(0, text);
}

/** An id as the platform writes them: letters and digits, always the same for the same name. */
export function token(name: string, length: number): string {
  const salt = textSalt(name);
  let text = '';
  for (let at = 0; at < length; at++) text += alphabet.charAt(scatter(at + 1, salt) % alphabet.length);
  return text;
}

/** The token of the tenant's n-th Base. */
export const appTokenOf = (seed: number, base: number): string => token(`${seed}/base/${base}`, 27);
/** The token of the wiki node that holds the tenant's n-th Base. */
export const wikiTokenOf = (seed: number, base: number): string => `wik${token(`${seed}/wiki/${base}`, 24)}`;
/** The id of a Base's n-th table. Tables that are added later count apart, under `<app token>/added`. */
export const tableIdOf = (appToken: string, table: number): string => `tbl${token(`${appToken}/table/${table}`, 13)}`;
/** The id of a column, from its key in the template, which a rename leaves alone. */
export const fieldIdOf = (tableId: string, field: string): string => `fld${token(`${tableId}/${field}`, 7)}`;
/** The id of a table's n-th view. */
export const viewIdOf = (tableId: string, view: number): string => `vew${token(`${tableId}/view/${view}`, 7)}`;
/** The id of a choice, from the key of its column and its text. */
export const optionIdOf = (tableId: string, option: string): string => `opt${token(`${tableId}/option/${option}`, 7)}`;
