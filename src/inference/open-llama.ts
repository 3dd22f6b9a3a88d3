import type { getLlama, Llama, LlamaLogLevel } from 'node-llama-cpp';

export type LlamaRequest = {
  readonly gpu: 'auto' | 'off';
  /** Wanted threads on the CPU; 0 takes all there are. */
  readonly threads: number;
  /** Cores of this machine: `os.availableParallelism()`. */
  readonly cores: number;
  readonly logger: (level: LlamaLogLevel, message: string) => void;
};

/**
 * Opens the native library. On a CPU the library's own default (at least 4 threads) stops a machine with fewer cores dead, because
 * its threads spin at barriers, so the limit is set before anything is loaded; with a GPU there is none.
 */
export async function openLlama(get: typeof getLlama, request: LlamaRequest): Promise<Llama> {
  const common = { build: 'never', skipDownload: true, progressLogs: false, logger: request.logger } as const;
  if (request.gpu === 'off') return get({ ...common, gpu: false, maxThreads: threadLimit(request) });
  const llama = await get({ ...common, gpu: 'auto' });
  if (llama.gpu === false) llama.maxThreads = threadLimit(request);
  return llama;
}

/** After a load with `gpu: 'auto'`: a model that found no room on the GPU runs on the CPU, with the CPU's limit. */
export function limitThreads(llama: Pick<Llama, 'gpu' | 'maxThreads'>, gpuLayers: number, request: LlamaRequest): void {
  if (llama.gpu !== false && gpuLayers === 0) llama.maxThreads = threadLimit(request);
}

/** At least one thread and never more than there are cores. */
export function threadLimit({ threads, cores }: Pick<LlamaRequest, 'threads' | 'cores'>): number {
  return Math.max(1, Math.min(threads === 0 ? cores : threads, cores));
}

/** Words for people: `CPU: AMD EPYC 9B14`, `vulkan: NVIDIA H100`. */
export async function deviceName(llama: Llama, processor: string): Promise<string> {
  if (llama.gpu === false) return `CPU: ${processor.trim()}`;
  const names = await llama.getGpuDeviceNames();
  return `${llama.gpu}: ${names.join(', ')}`;
}
