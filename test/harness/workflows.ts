/** The workflows a worker of the tests runs: all real ones, and the smallest process, on which the kernel is proven. */
export * from '../../workflows';
export { waitingRoom } from '../kernel/waiting-room/process';
