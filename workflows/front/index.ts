export { visitClaim } from './visit-claim/procedure';
export { unitControl } from './unit-control/procedure';
export { subscription } from './subscription/procedure';
