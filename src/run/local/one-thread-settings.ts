/** libtensorflow reads these when it is loaded; runs share the cores, operations do not. */
export const ONE_THREAD_SETTINGS = {
  TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1",
  TF_CPP_MIN_LOG_LEVEL: "2",
} as const;
