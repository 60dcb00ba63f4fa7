/** The engine of runs that were trained elsewhere and imported. */
export const EXTERNAL_ENGINE = "external";
