/** Asking once: what follows from a value that never changes is worked out when it is first wanted. */

interface Known<K, V> {
  readonly of: K;
  readonly made: V;
}

/** @returns `make`, asked once for each object; the objects must not change */
export function once<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { readonly made: V }>();
  return lately((of) => {
    const found = known.get(of);
    if (found) return found.made;
    const made = make(of);
    known.set(of, { made });
    return made;
  });
}

/** @returns `make`, not asked again for the object of last time; the objects must not change */
export function lately<K extends object, V>(make: (of: K) => V): (of: K) => V {
  let last: Known<K, V> | undefined;
  return (of) => {
    if (last?.of !== of) last = { of, made: make(of) };
    return last.made;
  };
}
