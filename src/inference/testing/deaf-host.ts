/** Planted: the host as it is, save that it ignores that its channel closed. */
import '../host/main.ts';

process.removeAllListeners('disconnect');
// Whatever becomes of the test that planted it, it is not left behind for ever.
setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60_000);
