import { useEffect, useState } from 'react';

const SETTLE_MS = 300;

/** The value once it has stayed the same for a moment: what is reckoned at the host is not asked for at every key. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
