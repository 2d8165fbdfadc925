/** Buildings, floors and rooms as people name them. Pure; no schema. */
import { normalNumber } from './clean';

const BUILDING_WORD = /(号楼|栋|幢|座|楼|#)$/;
const ROOM_WORD = /(号房|室|房|号)$/;

/** Leading zeros name nothing: room `01` and room `1` of a floor are one room. */
const withoutZeros = (name: string) => name.replace(/(?<!\d)0+(?=\d)/g, '');

/** A building's name in the form in which it is compared: `01栋`, `1#` and `1` are one building. */
export function normalBuilding(name: string): string {
  return withoutZeros(normalNumber(name).replace(BUILDING_WORD, ''));
}

/** A room's name in the form in which it is compared. */
export function normalRoom(name: string): string {
  return withoutZeros(normalNumber(name).replace(ROOM_WORD, ''));
}

/** What no two units of a project share: `1/12/3`. */
export function placeOf({ building, floor, room }: { building: string; floor: number; room: string }): string {
  return `${normalBuilding(building)}/${floor}/${normalRoom(room)}`;
}
