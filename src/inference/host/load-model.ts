import { basename } from 'node:path';
import { getModuleVersion, type Llama, type LlamaContext, type LlamaModel } from 'node-llama-cpp';
import type { Composer } from '../composer.ts';
import type { HostSettings, LoadReply, LoadRequest } from '../messages.ts';
import { deviceName, limitThreads, threadLimit } from '../open-llama.ts';
import { resolveWrapper, tokeniseFrames, type FrameTokens } from '../wrapper.ts';
import { HostFailure } from './host-failure.ts';

/** Tokens of one native batch, over all sequences. */
const BATCH = 512;

export type LoadDeps = {
  readonly settings: HostSettings;
  readonly composer: Composer;
  readonly machine: { readonly cores: number; readonly processor: string };
  /** Says what is done next and waits until that is on its way: the next call may never return. */
  readonly phase: (phase: string) => Promise<void>;
  readonly signal: AbortSignal;
};

export type LoadedNative = {
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly frames: FrameTokens;
  readonly reply: LoadReply;
};

/** Loads a file into a model with one context for all its sequences. What was loaded before a failure is freed again. */
export async function loadModel(llama: Llama, request: LoadRequest, deps: LoadDeps): Promise<LoadedNative> {
  const began = performance.now();
  const name = basename(request.file);
  await deps.phase(`loading ${name}`);
  const model = await llama.loadModel({
    modelPath: request.file,
    useMmap: deps.settings.mmap,
    // A file that shrinks under a mapping kills the process, and NaN weights make every answer noise: both are found here.
    checkTensors: true,
    loadSignal: deps.signal,
    ...(deps.settings.gpu === 'off' ? { gpuLayers: 0 } : {}),
  });
  try {
    limitThreads(llama, model.gpuLayers, limits(deps));
    await deps.phase(`rendering the chat template of ${name}`);
    const template = model.fileInfo.metadata.tokenizer.chat_template;
    const wrapper = resolveWrapper(template, request.wrapper, model.tokenizer);
    if (!wrapper.ok) throw new HostFailure(wrapper.failure);
    const { bos, shouldPrependBosToken: prepend } = model.tokens;
    const frames = tokeniseFrames(wrapper.value.frames, model.tokenizer, { bos: bos ?? undefined, prepend });
    await deps.phase(`creating the context of ${name}`);
    const context = await createContext(model, request, deps);
    const { name: wrapperName, from } = wrapper.value;
    return {
      model,
      context,
      frames,
      reply: {
        loadTime: Math.round((performance.now() - began) * 1000),
        memory: [model.memoryUsage, context.memoryUsage].reduce((sum, { ram, vram }) => sum + ram + vram, 0),
        context: context.contextSize,
        ...(await describe(llama, model.gpuLayers, deps)),
        wrapper: { name: wrapperName, from },
      },
    };
  } catch (error) {
    await model.dispose();
    throw error;
  }
}

/** The device that a model with `layers` layers on a GPU runs on; without one it is the CPU, whatever was opened. */
export async function describe(
  llama: Llama,
  layers: number,
  deps: Pick<LoadDeps, 'settings' | 'machine'>,
): Promise<Pick<LoadReply, 'device' | 'threads' | 'library'>> {
  const onGpu = llama.gpu !== false && layers > 0;
  return {
    device: onGpu ? await deviceName(llama, '') : `CPU: ${deps.machine.processor.trim()}`,
    threads: onGpu ? 0 : threadLimit(limits(deps)),
    library: `node-llama-cpp ${await getModuleVersion()}`,
  };
}

function createContext(model: LlamaModel, request: LoadRequest, deps: LoadDeps): Promise<LlamaContext> {
  const sequences = request.slots + request.trunks;
  return model.createContext({
    sequences,
    contextSize: Math.min(request.context, model.trainContextSize),
    batchSize: Math.max(BATCH, sequences),
    // Without the full cache a cut inside the window's past says that it worked and continues wrongly.
    swaFullCache: (model.fileInsights.swaSize ?? 0) > 0,
    failedCreationRemedy: false,
    createSignal: deps.signal,
    ...(deps.settings.batching === 'composer'
      ? { batching: { itemPrioritizationStrategy: deps.composer.strategy } }
      : {}),
  });
}

const limits = ({ settings, machine }: Pick<LoadDeps, 'settings' | 'machine'>) => ({
  gpu: settings.gpu,
  threads: settings.threads,
  cores: machine.cores,
  logger: () => {},
});
