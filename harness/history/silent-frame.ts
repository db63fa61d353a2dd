/** A frame that says nothing: what was no event, and told neither run nor user nor anything else that is asked for. */
export const SILENT_FRAME = {
  type: "frame",
  run: null,
  subject: null,
  session: null,
  announced: null,
  code: null,
  text: "",
} as const;
