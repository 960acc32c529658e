/** A question that only a join across modules answers. Column titles are the SQL's own names. */
export interface Question {
  readonly name: 'approvalHours' | 'absence' | 'baseOwners' | 'loadByApprover';
  readonly sql: string;
  readonly columns: readonly string[];
  /** The column of open_ids that is to be shown with names from Contact, which the demo asks for. */
  readonly people?: number;
}

const approvalHours: Question = {
  name: 'approvalHours',
  columns: ['department', 'approvals', 'hours'],
  sql: `SELECT d.name AS department, count(*) AS approvals,
       format('{:.1f}', avg(
         date_diff('minute', i.start_time, i.end_time)) / 60) AS hours
FROM lark.approval_instances i
JOIN lark.contact_user_departments m
  ON m.open_id = i.open_id AND m.is_primary_dept
JOIN lark.contact_departments d USING (open_department_id)
WHERE i.status = 'APPROVED'
GROUP BY d.name ORDER BY hours::DOUBLE DESC LIMIT 5`,
};

/** Leave is a form field of an approval, a missed punch a result of Attendance; the person's user_id joins them. */
const absence: Question = {
  name: 'absence',
  columns: ['department', 'missed', 'on_leave'],
  sql: `WITH missed AS (
  SELECT user_id, day, unnest(from_json(records, '["JSON"]')) AS shift
  FROM lark.attendance_user_tasks
), leave AS (
  SELECT i.user_id, left(f.value->>'start', 10)::DATE AS first_day,
         left(f.value->>'end', 10)::DATE AS last_day
  FROM lark.approval_form_fields f
  JOIN lark.approval_instances i USING (instance_code)
  WHERE i.status = 'APPROVED' AND f.type = 'leaveGroupV2'
)
SELECT d.name AS department, count(*) AS missed,
       count(*) FILTER (EXISTS (
         FROM leave WHERE leave.user_id = missed.user_id
           AND missed.day BETWEEN first_day AND last_day)) AS on_leave
FROM missed
JOIN lark.contact_users u USING (user_id)
JOIN lark.contact_user_departments m
  ON m.open_id = u.open_id AND m.is_primary_dept
JOIN lark.contact_departments d USING (open_department_id)
WHERE 'Lack' IN (shift->>'check_in_result', shift->>'check_out_result')
GROUP BY d.name ORDER BY missed DESC, d.name LIMIT 5`,
};

const baseOwners: Question = {
  name: 'baseOwners',
  columns: ['department', 'orders', 'amount'],
  sql: `WITH owned AS (
  SELECT unnest(from_json(r.fields->'Owner', '["JSON"]'))->>'id' AS open_id,
         (r.fields->>'Amount')::DOUBLE AS amount
  FROM lark.base_records r
  JOIN lark.base_tables t USING (app_token, table_id)
  WHERE t.name = 'Orders'
)
SELECT d.name AS department, count(*) AS orders,
       format('{:,}', sum(amount)::BIGINT) AS amount
FROM owned
JOIN lark.contact_user_departments m
  ON m.open_id = owned.open_id AND m.is_primary_dept
JOIN lark.contact_departments d USING (open_department_id)
GROUP BY d.name ORDER BY sum(amount) DESC LIMIT 5`,
};

const loadByApprover: Question = {
  name: 'loadByApprover',
  columns: ['approver', 'waiting', 'oldest_days'],
  people: 0,
  sql: `SELECT open_id AS approver, count(*) AS waiting,
       format('{:.1f}', max(
         date_diff('minute', start_time, now())) / 1440.0) AS oldest_days
FROM lark.approval_tasks
WHERE status = 'PENDING'
GROUP BY open_id ORDER BY waiting DESC, open_id LIMIT 5`,
};

/** In the order in which the demo asks them. */
export const questions: readonly Question[] = [approvalHours, absence, baseOwners, loadByApprover];
