/** Fields that mostly hold the type of a message, the likelier ones first. */
export const TYPE_NAMES = ["type", "event", "kind", "op", "action", "name", "t"];

/** No time and no number: names begin with a letter. */
export const TYPE_LIKE = /^[A-Za-z_][\w.:/ -]{0,63}$/;
