export { repair } from './repair/procedure';
