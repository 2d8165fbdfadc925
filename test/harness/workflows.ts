/** The workflows a worker of the tests runs: all real ones, and the small ones on which the kernel is proven. */
export * from '../../workflows';
export { counter } from '../kernel/counter/process';
export { waitingRoom } from '../kernel/waiting-room/process';
