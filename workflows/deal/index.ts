export { sale } from './sale/procedure';
export { signing } from './signing/procedure';
export { mortgage } from './mortgage/procedure';
