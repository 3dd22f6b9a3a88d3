import { fail, ok } from '../../base/result.ts';
import type { Handlers } from '../handlers.ts';
import type { RpcFailure } from '../methods.ts';

const refuse = async (): Promise<{ readonly ok: false; readonly failure: RpcFailure }> =>
  fail({ code: 'refused', message: 'this fake has no such method' });

async function* nothing(): AsyncGenerator<{ readonly ok: false; readonly failure: RpcFailure }> {
  yield await refuse();
}

/** Handlers for tests: those given, `doctor` answering with no checks, everything else refused. */
export function fakeHandlers(given: Partial<Handlers>): Handlers {
  return {
    'scenario.load': refuse,
    'scenario.list': refuse,
    'scenario.save': refuse,
    'run.start': refuse,
    'run.resume': refuse,
    'run.fork': refuse,
    'run.rerun': refuse,
    'run.difference': refuse,
    'run.pause': refuse,
    'run.continue': refuse,
    'run.cancel': refuse,
    'run.command': refuse,
    'run.reach': refuse,
    'run.list': refuse,
    'runs.watch': nothing,
    'runs.search': refuse,
    'run.label': refuse,
    'run.delete': refuse,
    'run.restore': refuse,
    'run.find': refuse,
    'run.verify': refuse,
    'run.export': nothing,
    'run.preview': refuse,
    'run.import': refuse,
    'notes.list': refuse,
    'notes.set': refuse,
    'notes.remove': refuse,
    'events.subscribe': nothing,
    'turn.pieces': refuse,
    'turn.reasoning': refuse,
    'pieces.watch': nothing,
    'models.list': refuse,
    'models.roots': refuse,
    'models.allowRoot': refuse,
    'models.scan': refuse,
    'models.pull': nothing,
    'models.discard': refuse,
    'models.verify': refuse,
    'models.estimate': refuse,
    'models.terms': refuse,
    'sweep.start': refuse,
    'sweep.list': refuse,
    'sweep.find': refuse,
    'sweep.stop': refuse,
    'sweep.resume': refuse,
    'sweep.watch': nothing,
    'sweep.table': refuse,
    'sweep.pair': refuse,
    'sweep.judge': refuse,
    'app.info': refuse,
    doctor: async () => ok({ checks: [] }),
    ...given,
  };
}
