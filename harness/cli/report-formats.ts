/** What `quintet report --format` takes, in the order of the default. */
export const REPORT_FORMATS = ["html", "junit", "markdown", "json", "terminal"] as const;
