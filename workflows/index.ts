/** Every workflow type there is; the bundle is made from this file. */
export { visitClaim } from './sale/visit-claim';
export { delivery } from './delivery';
