import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

/** For `node --import`: a process in which Node cannot be forked, as in a packaged Electron app. */
childProcess.fork = () => {
  process.stderr.write('a fork of Node was tried\n');
  process.exit(99);
};
syncBuiltinESMExports();
