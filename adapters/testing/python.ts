/** Python as tests start it: without what its site adds, which is half of a start and nothing that an adapter needs. */
export const PYTHON = ['python3', '-S'] as const;
