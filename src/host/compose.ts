import { setTimeout as delay } from 'node:timers/promises';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { ok } from '#shared/base/result.ts';
import { createInference, type NativeInference } from '#inference/supervisor.ts';
import { doctor } from './doctor.ts';
import { modelHandlers } from './handlers/model-handlers.ts';
import { recordHandlers } from './handlers/record-handlers.ts';
import { runHandlers } from './handlers/run-handlers.ts';
import type { HostSettings } from './host-settings.ts';
import { inferenceRouter } from './inference-router.ts';
import { liveRuns } from './live-runs.ts';
import { modelShelf } from './model-shelf.ts';
import type { Places } from './places.ts';
import { runCatalog } from './run-catalog.ts';

export type Composition = {
  readonly places: Places;
  readonly settings: HostSettings;
  /** The built inference host, or its source in tests. */
  readonly hostEntry: URL | string;
  readonly app: string;
  /** Hears what the inference host says beside its answers. */
  readonly log?: (line: string) => void;
};

export type Host = {
  readonly handlers: Handlers;
  /** Gives the models back; runs that are still on are left as if the program had ended. */
  close(): Promise<void>;
};

/** The only place where adapters meet ports. Nothing native is started before it is needed. */
export function compose({ places, settings, hostEntry, app, log }: Composition): Host {
  const shelf = modelShelf(places);
  let native: NativeInference | undefined;
  const nativeOnce = (): NativeInference =>
    (native ??= createInference({
      hostEntry,
      resolve: (ref) => shelf.resolve(ref),
      gpu: settings.gpu,
      threads: settings.threads,
      settings: { sharing: settings.sharing, batching: settings.batching },
      ...(log === undefined ? {} : { log }),
    }));
  const pause = settings.scriptedDelay === 0 ? {} : { pause: () => delay(settings.scriptedDelay) };
  const inference = inferenceRouter({ scripted: scriptedInference(pause), native: nativeOnce });
  const live = liveRuns({ places, inference, app });
  const catalog = runCatalog(places);
  const device = (): ReturnType<NativeInference['device']> => nativeOnce().device();
  return {
    handlers: {
      ...runHandlers({ live, catalog, shelf }),
      ...recordHandlers(catalog),
      ...modelHandlers(shelf),
      doctor: async () => ok({ checks: [...(await doctor({ places, shelf, device }))] }),
    },
    async close() {
      await live.close();
      await native?.close();
    },
  };
}
