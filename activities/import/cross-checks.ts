import { birthDayOf, idTypeOf } from '../../workflows/kernel/fields/id-number';
import { placeOf } from '../../workflows/kernel/fields/place';
import type { BadRow } from './bad-rows';
import type { Folder } from './read-folder';
import type { Table } from './read-table';
import { covers, responsibleContractors } from './responsibilities';
import type { TableName } from './tables';

/** What the rows of a folder say together. `today` is the local date in the project's zone. */
export function crossChecks(folder: Folder, today: string): BadRow[] {
  return [
    ...repeatedIds(folder),
    ...unitPlaces(folder),
    ...unitPrices(folder),
    ...ownedUnits(folder, today),
    ...salesGroups(folder),
    ...contractorStaff(folder),
    ...banks(folder),
    ...contractorScopes(folder),
    ...clients(folder),
  ];
}

function repeatedIds(folder: Folder): BadRow[] {
  const names: TableName[] = ['units', 'staff', 'banks', 'contractors', 'clients'];
  return names.flatMap((name) => {
    const rows: { id: string; line: number }[] = folder[name].rows;
    return repeated(`${name}.csv`, 'id', rows, (row) => row.id);
  });
}

function unitPlaces(folder: Folder): BadRow[] {
  const { rows } = folder.units;
  const bad = repeated(
    'units.csv',
    'room',
    rows,
    placeOf,
    ({ building, floor, room }) => `building ${building} floor ${floor} room ${room}`,
  );
  const projectId = folder.project?.id;
  if (projectId === undefined) return bad;
  for (const { id, line } of rows.filter((row) => !row.id.startsWith(`${projectId}-`))) {
    bad.push({ file: 'units.csv', line, field: 'id', reason: `${id} must begin with ${projectId}-` });
  }
  return bad;
}

/** 1-unit-control `price-mismatch`: the total is off area × unit price by 1 RMB or more. */
function unitPrices(folder: Folder): BadRow[] {
  const bad: BadRow[] = [];
  for (const row of folder.units.rows) {
    const { line, area, unit_price: unitPrice, total_price: total, floor_price: floor } = row;
    const say = (field: string, reason: string) => bad.push({ file: 'units.csv', line, field, reason });
    if (unitPrice === undefined || total === undefined) {
      if (unitPrice !== total) say('total_price', 'unit_price and total_price must be given together');
      else if (row.hold !== undefined) say('unit_price', 'is missing for a unit of the release plan');
      else if (row.owner === undefined) say('unit_price', 'is missing for a unit that is not sold');
      continue;
    }
    // area is in hundredths, so area × unitPrice is in hundredths of a fen and 1 RMB is 10,000 of them.
    const offBy = Math.abs(area * unitPrice - total * 100);
    if (offBy >= 10_000) {
      say('total_price', `is off area × unit_price (${(area * unitPrice) / 10_000} yuan) by 1 yuan or more`);
    }
    if (floor !== undefined && floor > total) say('floor_price', 'is above total_price');
  }
  return bad;
}

/** Units of an earlier phase: sold on paper, handed over, out of every release plan. */
function ownedUnits(folder: Folder, today: string): BadRow[] {
  const bad: BadRow[] = [];
  for (const row of folder.units.rows) {
    const say = (field: string, reason: string) => bad.push({ file: 'units.csv', line: row.line, field, reason });
    const { owner, delivered_on: delivered, completion_accepted_on: accepted } = row;
    if (owner !== undefined && !known(folder.clients, owner)) say('owner', `${owner} is not in clients.csv`);
    if (owner !== undefined && row.hold !== undefined) say('hold', 'must be blank for a unit that has an owner');
    if (delivered !== undefined && owner === undefined) say('owner', 'is missing for a delivered unit');
    if (delivered !== undefined && accepted === undefined) {
      say('completion_accepted_on', 'is missing for a delivered unit');
    }
    if (delivered !== undefined && accepted !== undefined && delivered < accepted) {
      say('delivered_on', 'is before completion_accepted_on');
    }
    if (delivered !== undefined && delivered > today) say('delivered_on', 'is in the future');
    if (accepted !== undefined && accepted > today) say('completion_accepted_on', 'is in the future');
  }
  return bad;
}

/** Escalations go to the group's leader (1-visit-claim), so each group has exactly one. */
function salesGroups(folder: Folder): BadRow[] {
  const bad: BadRow[] = [];
  const { rows } = folder.staff;
  for (const row of rows) {
    const say = (reason: string) => bad.push({ file: 'staff.csv', line: row.line, field: 'groups', reason });
    const sells = row.roles.includes('consultant') || row.roles.includes('team-leader');
    if (sells && row.groups.length === 0) say('is missing for a consultant or team-leader');
    for (const group of row.groups) {
      const leaders = rows.filter((each) => each.roles.includes('team-leader') && each.groups.includes(group));
      if (leaders.length === 0) say(`group ${group} has no team-leader`);
      if (leaders.length > 1 && leaders.indexOf(row) > 0)
        say(`group ${group} has the team-leader ${leaders[0]?.id} already`);
    }
  }
  return bad;
}

function contractorStaff(folder: Folder): BadRow[] {
  const bad: BadRow[] = [];
  for (const { roles, contractor, line } of folder.staff.rows) {
    const say = (reason: string) => bad.push({ file: 'staff.csv', line, field: 'contractor', reason });
    const acts = roles.includes('contractor');
    if (acts && contractor === undefined) say('is missing for role contractor');
    if (!acts && contractor !== undefined) say('is given without role contractor');
    if (contractor !== undefined && !known(folder.contractors, contractor))
      say(`${contractor} is not in contractors.csv`);
  }
  return bad;
}

/** A sale is offered at least two banks (S0); an account's bank is known. */
function banks(folder: Folder): BadRow[] {
  const bad: BadRow[] = [];
  if (folder.banks.read && folder.banks.rows.length === folder.banks.ids.size) {
    const partners = folder.banks.rows.filter((row) => row.partner).length;
    if (partners < 2) {
      bad.push({
        file: 'banks.csv',
        line: 1,
        field: 'partner',
        reason: `at least 2 partner banks are needed, not ${partners}`,
      });
    }
  }
  const { project } = folder;
  project?.supervisedAccounts.forEach((account, at) => {
    if (known(folder.banks, account.bank)) return;
    const line = project.lineOf('supervisedAccounts', at, 'bank');
    bad.push({
      file: 'project.yaml',
      line,
      field: `supervisedAccounts.${at}.bank`,
      reason: `${account.bank} is not in banks.csv`,
    });
  });
  return bad;
}

function contractorScopes(folder: Folder): BadRow[] {
  const bad: BadRow[] = [];
  const units = folder.units.rows;
  const allUnitsRead = folder.units.read && units.length === folder.units.ids.size;
  for (const row of folder.contractors.rows) {
    const unknown = row.scope.filter((part) => !units.some((unit) => covers(part, unit)));
    for (const part of allUnitsRead ? unknown : []) {
      bad.push({
        file: 'contractors.csv',
        line: row.line,
        field: 'scope',
        reason: `${part} fits no unit of units.csv`,
      });
    }
  }
  const told = new Set<string>();
  responsibleContractors(folder.contractors.rows, units, (contractor, other, unitId, defectClass) => {
    const reason = `${defectClass} is ${other}'s already, such as in ${unitId}`;
    const key = `${contractor.line} ${defectClass} ${other}`;
    if (!told.has(key)) bad.push({ file: 'contractors.csv', line: contractor.line, field: 'classes', reason });
    told.add(key);
  });
  return bad;
}

function clients(folder: Folder): BadRow[] {
  const { rows } = folder.clients;
  const bad = [
    ...repeated('clients.csv', 'id_number', rows, (row) => row.id_number),
    ...repeated('clients.csv', 'phone', rows, (row) => row.phone),
  ];
  for (const row of rows) {
    const say = (field: string, reason: string) => bad.push({ file: 'clients.csv', line: row.line, field, reason });
    if (row.spouse !== undefined && !known(folder.clients, row.spouse))
      say('spouse', `${row.spouse} is not in clients.csv`);
    if (row.spouse === row.id) say('spouse', 'is the client');
    const born = row.id_number !== undefined && idTypeOf(row.id_number) === 'resident' && birthDayOf(row.id_number);
    if (born && row.birth_date !== undefined && row.birth_date !== born) {
      say('birth_date', 'is not the one in id_number');
    }
    const reached = row.notice_channel === 'console' || row.notice_address !== undefined;
    if (!reached) say('notice_address', `is missing for notices by ${row.notice_channel}`);
  }
  return bad;
}

/** A reference holds if the other table names the id, or could not be read at all (which is reported already). */
function known(table: Table<TableName>, id: string): boolean {
  return !table.read || table.ids.has(id);
}

function repeated<T extends { line: number }>(
  file: string,
  field: string,
  rows: T[],
  keyOf: (row: T) => string | undefined,
  name: (row: T) => string | undefined = keyOf,
): BadRow[] {
  const first = new Map<string, number>();
  const bad: BadRow[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const line = first.get(key);
    if (line === undefined) first.set(key, row.line);
    else bad.push({ file, line: row.line, field, reason: `${name(row)} is in line ${line} already` });
  }
  return bad;
}
