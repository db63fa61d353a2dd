import { defineConfig } from "./harness/index.ts";

/** Of this repository itself: whatever runs here writes its report beside the renderers. */
export default defineConfig({ out: "reports/output" });
