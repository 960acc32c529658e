import { failed, refused } from '../refusals.ts';

/** What no repeat mends. https://kafka.apache.org/protocol#protocol_error_codes */
const final: Readonly<Record<number, string>> = {
  10: 'MESSAGE_TOO_LARGE',
  17: 'INVALID_TOPIC_EXCEPTION',
  18: 'RECORD_LIST_TOO_LARGE',
  21: 'INVALID_REQUIRED_ACKS',
  29: 'TOPIC_AUTHORIZATION_FAILED',
  31: 'CLUSTER_AUTHORIZATION_FAILED',
  33: 'UNSUPPORTED_SASL_MECHANISM',
  34: 'ILLEGAL_SASL_STATE',
  35: 'UNSUPPORTED_VERSION',
  42: 'INVALID_REQUEST',
  58: 'SASL_AUTHENTICATION_FAILED',
  87: 'INVALID_RECORD',
};
const passing: Readonly<Record<number, string>> = {
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  5: 'LEADER_NOT_AVAILABLE',
  6: 'NOT_LEADER_OR_FOLLOWER',
  7: 'REQUEST_TIMED_OUT',
  19: 'NOT_ENOUGH_REPLICAS',
  20: 'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  32: 'INVALID_TIMESTAMP',
};

/** @throws ConfigError `handler.refused`, TransientError `handler.failed` for all codes but 0 */
export function assertDone(code: number, server: string): void {
  if (code === 0) return;
  const name = final[code] ?? passing[code] ?? '';
  const said = `${name} ${code}`.trim();
  const message = { en: `${server} says: ${said}`, zh: `${server} 报告：${said}` };
  throw code in final ? refused(message) : failed(message);
}
