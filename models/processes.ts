import { booksIndexes } from './books';
import { dealIndexes } from './deal';
import { frontIndexes } from './front';
import type { ProcessIndex } from './index';
import { moneyIndexes } from './money';
import { serviceIndexes } from './service';

/** The indexes of every process's own rows, by wing. */
export const processIndexes: ProcessIndex[] = [
  ...booksIndexes,
  ...frontIndexes,
  ...dealIndexes,
  ...moneyIndexes,
  ...serviceIndexes,
];
