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

export const appTokenOf = (seed: number, base: number): string => token(`${seed}/base/${base}`, 27);
export const wikiTokenOf = (seed: number, base: number): string => `wik${token(`${seed}/wiki/${base}`, 24)}`;
export const tableIdOf = (appToken: string, table: number): string => `tbl${token(`${appToken}/table/${table}`, 13)}`;
export const fieldIdOf = (tableId: string, field: string): string => `fld${token(`${tableId}/${field}`, 7)}`;
export const viewIdOf = (tableId: string, view: number): string => `vew${token(`${tableId}/view/${view}`, 7)}`;
export const optionIdOf = (tableId: string, option: string): string => `opt${token(`${tableId}/option/${option}`, 7)}`;
