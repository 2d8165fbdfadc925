/** Every workflow type there is; the bundle is made from this file. */
export { unitControl } from './sale/unit-control';
export { visitClaim } from './sale/visit-claim';
export { delivery } from './delivery';
