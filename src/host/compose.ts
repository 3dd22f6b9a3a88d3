import { scriptedInference } from '#engine/testing/scripted-model.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { Inference } from '#engine/ports.ts';
import { ok } from '#shared/base/result.ts';
import { runId } from '#shared/events/ids.ts';
import type { Launch } from '#inference/launch.ts';
import { createInference, type NativeInference } from '#inference/supervisor.ts';
import { branches } from './branches.ts';
import { doctor } from './doctor.ts';
import { importHandlers } from './handlers/import-handlers.ts';
import { listHandlers } from './handlers/list-handlers.ts';
import { nodePorts } from '#inference/library/ports.ts';
import { modelHandlers } from './handlers/model-handlers.ts';
import { noteHandlers } from './handlers/note-handlers.ts';
import { recordHandlers } from './handlers/record-handlers.ts';
import { runHandlers } from './handlers/run-handlers.ts';
import { sweepHandlers } from './handlers/sweep-handlers.ts';
import { scenarioHandlers } from './handlers/scenario-handlers.ts';
import type { HostSettings } from './host-settings.ts';
import { inferenceRouter } from './inference-router.ts';
import { libraryDoor } from './library-door.ts';
import { listWatch } from './list-watch.ts';
import { loadFloor } from './load-floor.ts';
import { liveRuns } from './live-runs.ts';
import { modelShelf } from './model-shelf.ts';
import type { Places } from './places.ts';
import { promptCheck } from './prompt-check.ts';
import { replayPage } from './replay-page.ts';
import { runCatalog } from './run-catalog.ts';
import { runImport } from './run-import.ts';
import { runKeeping } from './run-keeping.ts';
import { scriptOf } from './scripted-pace.ts';
import { runSearch } from './run-search.ts';
import { sweeps } from './sweeps.ts';

export type Composition = {
  readonly places: Places;
  readonly settings: HostSettings;
  /** The built inference host, or its source in tests. */
  readonly hostEntry: URL | string;
  readonly app: string;
  /** What starts the inference host; a fork of this process's Node where it is left out. */
  readonly launch?: Launch;
  /** Hears what the inference host says beside its answers. */
  readonly log?: (line: string) => void;
};

export type Host = {
  readonly handlers: Handlers;
  /** Gives the models back; runs that are still on are left as if the program had ended. */
  close(): Promise<void>;
};

/** The only place where adapters meet ports. Nothing native is started before it is needed. */
export function compose({ places, settings, hostEntry, app, launch, log }: Composition): Host {
  const shelf = modelShelf(places);
  let native: NativeInference | undefined;
  const newNative = (): NativeInference =>
    createInference({
      hostEntry,
      resolve: (ref) => shelf.resolve(ref),
      gpu: settings.gpu,
      threads: settings.threads,
      settings: { sharing: settings.sharing, batching: settings.batching },
      ...(launch === undefined ? {} : { launch }),
      ...(log === undefined ? {} : { log }),
    });
  const nativeOnce = (): NativeInference => (native ??= newNative());
  const router = (): Inference => inferenceRouter({ scripted: scriptedInference(), native: newNative });
  const prompts = promptCheck({ shelf, inference: router });
  const inference = loadFloor(inferenceRouter({ scripted: scriptedInference(scriptOf(settings)), native: nativeOnce }));
  const live = liveRuns({ places, inference, app });
  const door = libraryDoor(places);
  const catalog = runCatalog(places, door);
  const watch = listWatch({ places, door, isOwn: (run) => live.get(runId(run))?.over === false });
  const changed = (): void => watch.changed();
  live.changed.on(changed);
  const swept = sweeps({ places, live, catalog, door, shelf, inference });
  const keeping = runKeeping({ places, live, catalog, door, changed });
  const search = runSearch({ catalog, door });
  const device = (): ReturnType<NativeInference['device']> => nativeOnce().device();
  return {
    handlers: {
      ...runHandlers({ live, catalog, shelf, branches: branches({ live, catalog, shelf }) }),
      ...recordHandlers({ catalog, door, page: () => replayPage(places), prompts }),
      ...importHandlers(runImport({ places, catalog, door, app, changed })),
      ...noteHandlers(catalog, door),
      ...scenarioHandlers(places),
      ...listHandlers({ watch, search, keeping }),
      ...sweepHandlers({ sweeps: swept, catalog }),
      ...modelHandlers(shelf, nodePorts(settings)),
      // Nothing leaves the machine but a request for a model that the user starts.
      'app.info': async () => ok({ version: app, home: places.home, leaves: '' }),
      doctor: async () => ok({ checks: [...(await doctor({ places, shelf, device }))] }),
    },
    async close() {
      await swept.close();
      await live.close();
      await native?.close();
      door.close();
    },
  };
}
