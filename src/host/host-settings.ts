/** What the environment may set of the program: for benches, tests and machines whose device misbehaves. */
export type HostSettings = {
  readonly gpu: 'auto' | 'off';
  /** Threads on the CPU; 0 takes all cores. */
  readonly threads: number;
  readonly sharing: 'trunk' | 'own' | 'none';
  readonly batching: 'composer' | 'default';
  /** Milliseconds that the scripted model waits before each stage. */
  readonly scriptedDelay: number;
  /** Words a second that the scripted model writes; 0 says them all at once. */
  readonly scriptedPace: number;
  /** Where models are fetched from by repository name in place of huggingface.co: a mirror, or a server of this machine. */
  readonly hub?: string;
};

/** Unknown values fall back to what the program does by itself. */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): HostSettings {
  return {
    gpu: env['PARLEY_GPU'] === 'off' ? 'off' : 'auto',
    threads: count(env['PARLEY_THREADS']),
    sharing: oneOf(env['PARLEY_SHARING'], ['trunk', 'own', 'none'], 'trunk'),
    batching: oneOf(env['PARLEY_BATCHING'], ['composer', 'default'], 'composer'),
    scriptedDelay: count(env['PARLEY_SCRIPTED_DELAY']),
    scriptedPace: count(env['PARLEY_SCRIPTED_PACE']),
    ...hubIn(env['PARLEY_HUB']),
  };
}

/** Over HTTPS, or on this machine; what comes is held against the catalogue's sum wherever it comes from. */
function hubIn(address: string | undefined): Pick<HostSettings, 'hub'> {
  if (address === undefined || !URL.canParse(address)) return {};
  const { protocol, hostname, origin } = new URL(address);
  const safe = protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
  return safe ? { hub: origin } : {};
}

function count(text: string | undefined): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : 0;
}

const oneOf = <Choice extends string>(
  text: string | undefined,
  choices: readonly Choice[],
  otherwise: Choice,
): Choice => choices.find((choice) => choice === text) ?? otherwise;
