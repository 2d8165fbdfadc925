/** Every workflow type there is; the bundle is made from this file. */
export * from './front';
export * from './deal';
export * from './money';
export * from './service';
export * from './office';
