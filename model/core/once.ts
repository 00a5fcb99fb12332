/** Asking once: what follows from a value that never changes is worked out when it is first wanted. */

/** @returns `make`, asked once for each object; the objects must not change */
export function once<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { readonly made: V }>();
  return (of) => {
    const found = known.get(of);
    if (found) return found.made;
    const made = make(of);
    known.set(of, { made });
    return made;
  };
}
