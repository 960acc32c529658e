import { type Random, randomFor } from '../random.ts';
import { attendanceId, type Flow, type FlowType, flowTypes } from './flow.ts';
import type { Duty } from './roster.ts';
import { startOfDay } from './work-day.ts';

const sites = [
  '西溪八方城',
  '杭州总部北楼',
  'Singapore office',
  '苏州工厂 3 号门',
  '国家会展中心（上海）',
  "客户现场 O'Hare Plaza",
] as const;
const remarks = [
  '',
  '',
  '',
  '',
  '上班打卡',
  '外出拜访客户',
  'Traffic jam on the way',
  '忘带工牌 🙈',
  '补卡：设备故障',
] as const;

/** The punches that person makes for one work day, from the seed alone; none on leave, few on rest days. */
export function generatePunches(seed: number, person: number, day: number, duty: Duty): Flow[] {
  const random = randomFor(seed, 'punches', person, day);
  const works = duty.isWorkDay ? !random.chance(0.04) : random.chance(0.03);
  if (!works) return [];
  const midnight = startOfDay(day);
  const on = midnight + duty.shift.onMinutes * 60;
  const off = midnight + duty.shift.offMinutes * 60;
  const moments: { readonly slot: number; readonly seconds: number }[] = [];
  if (!random.chance(0.015)) moments.push({ slot: 1, seconds: on + arrival(random) });
  if (random.chance(0.08))
    moments.push({ slot: 3, seconds: Math.round((on + off) / 2) + random.between(-1_800, 1_800) });
  if (!random.chance(0.02)) moments.push({ slot: 2, seconds: off + departure(random) });
  return moments.map(({ slot, seconds }) => {
    const recordId = attendanceId(seed, 'flow', person, day, slot);
    return { recordId, person, day, checkTimeSeconds: seconds, ...circumstances(random, duty, slot, recordId) };
  });
}

/** Whether a person without punches on a work day was on leave rather than missing. */
export function isOnLeave(seed: number, person: number, day: number): boolean {
  return randomFor(seed, 'punches', person, day).chance(0.04);
}

function arrival(random: Random): number {
  const kind = random.next();
  if (kind < 0.85) return -random.between(0, 25 * 60);
  return kind < 0.97 ? random.between(60, 40 * 60) : random.between(45 * 60, 120 * 60);
}

function departure(random: Random): number {
  return random.chance(0.04) ? -random.between(5 * 60, 60 * 60) : random.between(0, 200 * 60);
}

type Circumstances = Omit<Flow, 'recordId' | 'person' | 'day' | 'checkTimeSeconds'>;

function circumstances(random: Random, duty: Duty, slot: number, recordId: string): Circumstances {
  const type = typeOf(random, duty.shift.isFlexible, slot);
  const isMachine = type === flowTypes.machine;
  const isField = type === flowTypes.user && random.chance(0.07);
  const isWifi = type === flowTypes.user && !isField && random.chance(0.7);
  const access = random.int(40);
  const photos = isField ? random.between(0, 2) : 0;
  const isImported = type === flowTypes.imported;
  return {
    locationName: isMachine ? '苏州工厂 1 号考勤机' : isWifi ? '' : random.pick(sites),
    comment: isField || type === flowTypes.remedy ? random.pick(remarks) : '',
    ssid: isWifi ? `XH-Office-${access}` : '',
    bssid: isWifi ? `b0:b8:67:5c:${(16 + access).toString(16)}:72` : '',
    isField,
    isWifi,
    type,
    photoUrls: Array.from({ length: photos }, (_, at) => `https://time.clockin.biz/manage/download/${recordId}${at}`),
    deviceId: type === flowTypes.user && random.chance(0.2) ? random.hex(62) : '',
    checkResult: 'Normal',
    externalId: isImported ? `door-${recordId.slice(-8)}` : '',
    idempotentId: isImported ? `import-${recordId.slice(-12)}` : '',
  };
}

function typeOf(random: Random, isFlexible: boolean, slot: number): FlowType {
  const kind = random.next();
  if (kind < 0.01) return flowTypes.admin;
  if (kind < 0.025) return flowTypes.remedy;
  if (kind < 0.03) return flowTypes.system;
  if (kind < 0.035 && slot === 2) return flowTypes.noClockOutNeeded;
  if (kind < 0.075) return flowTypes.express;
  if (kind < 0.105) return flowTypes.imported;
  return kind < (isFlexible ? 0.15 : 0.4) ? flowTypes.machine : flowTypes.user;
}
