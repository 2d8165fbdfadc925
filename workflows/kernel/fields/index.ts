/**
 * The kinds of fields that bodies, events and data are made of. A kind knows its normal form, what is refused and in
 * which words, how it is shown, whether it is masked and how it is found; where it is used it gets its Chinese label.
 */
export { idNumber } from './id-number';
export { type FieldMeta, fieldMetaOf, insideOf } from './kind';
export { phone } from './phone';
export { reference } from './reference';
export {
  address,
  bank,
  client,
  contractor,
  document,
  file,
  Personal,
  payment,
  personal,
  project,
  sale,
  staff,
  text,
  underId,
  unit,
} from './text';
export { day, instant, month, period } from './time';
export { choice, fen, flag, flagInQuery, integer } from './value';
