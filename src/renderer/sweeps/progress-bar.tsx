import { Progress } from '@base-ui/react/progress';

type Props = { readonly label: string; readonly over: number; readonly of: number };

/** How many are over, of so many. */
export const ProgressBar = ({ label, over, of }: Props) => (
  <Progress.Root
    value={over}
    max={Math.max(of, 1)}
    aria-label={label}
    getAriaValueText={() => `${over} of ${of}`}
    className="min-w-16 grow"
  >
    <Progress.Track className="h-1.5 overflow-hidden rounded-full bg-line">
      <Progress.Indicator className="h-full bg-accent" />
    </Progress.Track>
  </Progress.Root>
);
