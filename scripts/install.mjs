/** Installs the npm packages when they are missing or outdated, and does nothing else. */
import { installDependencies } from './local/dependencies.mjs';
import { exitWith } from './local/failure.mjs';

installDependencies((line) => console.log(`· ${line}`)).catch(exitWith);
